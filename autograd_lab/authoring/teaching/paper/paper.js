// Draws what a page of paper shows of players: each becomes a picture, at its start or at its end. Nothing can be pressed.
async () => {
  await Promise.resolve();
}
