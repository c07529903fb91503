// The list of articles with its search, which looks at titles, summaries and a few other words that people use.

const field = document.getElementById("help-search");
const articles = [...document.querySelectorAll(".articles li")];

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const article of articles) {
    const text = `${article.textContent} ${article.dataset.words}`.toLowerCase();
    article.hidden = !words.every((word) => text.includes(word));
    if (!article.hidden) count += 1;
  }
  document.getElementById("help-state").textContent = count ? "" : "No article has all of these words. Fewer words find more, and we are in the corner.";
}

field.addEventListener("input", search);
field.form.addEventListener("submit", (event) => event.preventDefault());
search();
