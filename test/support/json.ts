/** The body of an answer; the test says what it expects to be in it. */
export async function json<Body>(answer: Response | Promise<Response>): Promise<Body> {
  return (await (await answer).json()) as Body;
}
