/** Cuts what arrives on a connection to or from PostgreSQL into the messages of its protocol. */
export class MessageReader {
  private rest: Buffer = Buffer.alloc(0);

  /** @param startsBare whether the first message has no type, as that of a client */
  constructor(private startsBare: boolean) {}

  /** The messages that are complete with this chunk, each with its type and length in front. */
  read(chunk: Buffer): Buffer[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const messages: Buffer[] = [];
    for (
      let length = this.nextLength();
      length !== undefined && length <= this.rest.length;
      length = this.nextLength()
    ) {
      messages.push(this.rest.subarray(0, length));
      this.rest = this.rest.subarray(length);
      this.startsBare = false;
    }
    return messages;
  }

  private nextLength(): number | undefined {
    const type = this.startsBare ? 0 : 1;
    return this.rest.length < type + 4 ? undefined : type + this.rest.readInt32BE(type);
  }
}
