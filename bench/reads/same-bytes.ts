/** Makes sure that two servers do the same work. @throws Error unless both answer 200 with the same body */
export async function assertSameBytes(oneUrl: string, otherUrl: string): Promise<void> {
  const answers = [await fetch(oneUrl), await fetch(otherUrl)];
  const [one = '', other = ''] = await Promise.all(answers.map((answer) => answer.text()));
  if (answers.some(({ status }) => status !== 200)) throw new Error('a server does not answer');
  if (one !== other) throw new Error('the two servers do not send the same bytes');
  console.log(`${one.length} bytes, ${one.split('"close"').length - 1} points`);
}
