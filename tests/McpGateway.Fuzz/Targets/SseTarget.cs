using System.Buffers;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Fuzz.Targets;

/// <summary>The event stream parser: the same events however the bytes are cut, and every byte in one of them.</summary>
internal sealed class SseTarget : FuzzTarget
{
    public override string Name => "sse";

    public override IReadOnlyList<string> Words { get; } =
        ["data: ", "data:", "data\n", "event: endpoint\n", "id: 1\n", "retry: 10\n", ": comment\n", "\n", "\r", "\r\n", "\n\n", "\uFEFF",
            "data: {}\n\n"];

    public override long BytesPerByte => 3000;

    public override int Run(byte[] input)
    {
        var whole = Read(input, input.Length);
        var cut = Read(input, input.Length < 200 ? 1 : 1 + (input.Length % 97));
        Require(whole.Count == cut.Count, "as many events however the bytes are cut");
        var fingerprint = new HashCode();
        fingerprint.Add(Math.Min(whole.Count, 20));
        for (var index = 0; index < whole.Count; index++)
        {
            Require(whole[index] == cut[index], "the same events however the bytes are cut");
            fingerprint.Add((whole[index].Type.Length, whole[index].HasId, whole[index].Retry is null));
        }

        Require(input.AsSpan().SequenceEqual(Relay(input, new Keep())), "what is kept passes byte for byte");
        CheckReplaced(input, whole);
        return fingerprint.ToHashCode();
    }

    /// <summary>A stream in which every event got other data has as many events, each with exactly that data.</summary>
    private static void CheckReplaced(byte[] input, List<Block> before)
    {
        var after = Read(Relay(input, new Replace()), 4096);
        Require(after.Count == before.Count, "an event with other data is one event");
        Require(after.TrueForAll(static block => block.Data == "7B7D0A5B5D"), "the data is what was written");
    }

    private static byte[] Relay(byte[] input, ISseTransform transform)
    {
        var output = new ArrayBufferWriter<byte>();
        var relay = new SseRelay(transform);
        for (var at = 0; at < input.Length; at += 700)
        {
            Require(relay.TryRelay(input.AsSpan(at, Math.Min(700, input.Length - at)), output), "a small event is not too large");
        }

        relay.Complete(output);
        return output.WrittenSpan.ToArray();
    }

    private static List<Block> Read(byte[] input, int size)
    {
        var parser = new SseParser();
        var blocks = new List<Block>();
        for (var at = 0; at < input.Length; at += size)
        {
            parser.Append(input.AsSpan(at, Math.Min(size, input.Length - at)));
            while (parser.TryRead(out var read))
            {
                Add(blocks, read);
            }
        }

        if (parser.TryReadRest(out var rest))
        {
            Add(blocks, rest);
        }

        return blocks;
    }

    /// <summary>Blocks without data are no events; where a CRLF was cut, its line feed makes one.</summary>
    private static void Add(List<Block> blocks, in SseEvent read)
    {
        if (read.HasData)
        {
            blocks.Add(Block.Of(read));
        }
    }

    /// <summary>Without the raw bytes: the line feed of a CRLF belongs to the block before or after it, as the cut falls.</summary>
    private readonly record struct Block(string Data, string Type, bool HasId, long? Retry)
    {
        public static Block Of(in SseEvent read) => new(
            Convert.ToHexString(read.Data.Span), Convert.ToHexString(read.Type.Span), read.Id is not null, read.Retry);
    }

    private sealed class Keep : ISseTransform
    {
        public SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data) => SseVerdict.Keep;
    }

    private sealed class Replace : ISseTransform
    {
        public SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data)
        {
            data.Write("{}\n[]"u8);
            return SseVerdict.Replace;
        }
    }
}
