// A largest paint counts only from so many bytes for its area on, hence the many bars.
const bars = Array.from({ length: 160 }, (_, at) => {
  const height = 40 + ((at * 53) % 240);
  return `<rect x="${at * 4}" y="${320 - height}" width="3" height="${height}" fill="hsl(${at * 2} 60% 50%)"/>`;
});
setTimeout(() => {
  const image = new Image(640, 320);
  image.alt = 'Orders by day';
  image.src = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320">${bars.join('')}</svg>`)}`;
  document.querySelector('#picture').append(image);
}, 300);

setTimeout(() => {
  const notice = document.createElement('div');
  notice.id = 'notice';
  notice.textContent = 'The figures are provisional';
  document.querySelector('main').prepend(notice);
}, 600);

document.querySelector('#recalculate').addEventListener('click', () => {
  const until = performance.now() + 300;
  while (performance.now() < until);
  document.querySelector('#sum').textContent = 'Calculated';
});
