const feed = document.querySelector('#feed');
const grow = () => {
  for (let row = 0; row < 20; row++) {
    const item = document.createElement('li');
    item.textContent = 'Something happened in town';
    feed.append(item);
  }
};
grow();
new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && grow(), { rootMargin: '400px' }).observe(document.querySelector('#end'));
