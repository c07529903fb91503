const track = document.querySelector('#track');
let slide = 0;
const turn = (by) => () => {
  slide = (slide + by + track.children.length) % track.children.length;
  track.style.transform = `translateX(${slide * -20}rem)`;
};
document.querySelector('#back').addEventListener('click', turn(-1));
document.querySelector('#on').addEventListener('click', turn(1));
