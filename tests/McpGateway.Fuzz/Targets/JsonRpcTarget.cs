using System.Buffers;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Fuzz.Targets;

/// <summary>The reader of the data plane: what it accepts must mean the same to any other parser.</summary>
internal sealed class JsonRpcTarget : FuzzTarget
{
    public override string Name => "jsonrpc";

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"jsonrpc\":\"2.0\"", "\"id\":1", "\"id\":\"a\"", "\"id\":null", "\"method\":\"tools/call\"", "\"method\":\"tools/list\"",
        "\"method\":\"resources/read\"", "\"params\":{", "\"name\":\"t\"", "\"uri\":\"u\"", "\"taskId\":\"t\"", "\"ref\":{", "\"_meta\":{",
        "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"", "\"protocolVersion\":\"2025-06-18\"", "\"result\":{}", "\"error\":{}",
        "\"Method\"", "\"m\\u0065thod\"", "[", "]", "{", "}", ",", ":", "\"",
    ];

    public override int Run(byte[] input)
    {
        var isRead = JsonRpcReader.TryRead(input, out var body, out var fault);
        CheckSplit(input, isRead, fault.Code);
        if (!isRead)
        {
            CheckFault(fault);
            return HashCode.Combine(fault.Code, fault.Message.Length > 60 ? fault.Message[..60] : fault.Message, fault.RawId.Length > 0);
        }

        using var dom = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = JsonRpcReader.MaxDepth });
        var isBatch = dom.RootElement.ValueKind == JsonValueKind.Array;
        Require(isBatch == body.IsBatch, "a batch is a batch to every parser");
        JsonElement[] elements = isBatch ? [.. dom.RootElement.EnumerateArray()] : [dom.RootElement];
        Require(elements.Length == body.Count && body.Count > 0, "as many messages as the text has");
        var fingerprint = new HashCode();
        for (var index = 0; index < elements.Length; index++)
        {
            CheckMessage(elements[index], body[index]);
            fingerprint.Add((body[index].Kind, body[index].Method.Length, body[index].Target is null, body[index].IsSelfDescribing,
                index > 3));
        }

        fingerprint.Add(HeaderAgreement.Check(body, body[0].Method, default, body[0].ProtocolVersion, out var disagreement));
        fingerprint.Add(disagreement.Code);
        return fingerprint.ToHashCode();
    }

    private static void CheckSplit(byte[] input, bool isRead, int code)
    {
        if (input.Length > 1)
        {
            var first = new Segment(input.AsMemory(0, input.Length / 2));
            var last = first.Append(input.AsMemory(input.Length / 2));
            var again = JsonRpcReader.TryRead(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), out _, out var fault);
            Require(again == isRead && fault.Code == code, "buffers make no difference");
        }
    }

    private static void CheckFault(in JsonRpcFault fault)
    {
        Require(fault.Code is JsonRpcErrors.ParseError or JsonRpcErrors.InvalidRequest, "a refusal has a code of JSON-RPC's own");
        Require(fault.Message.Length is > 0 and < 300, "a refusal says why, shortly");
        var output = new ArrayBufferWriter<byte>();
        JsonRpcErrors.Write(output, fault);
        using var written = JsonDocument.Parse(output.WrittenMemory);
        var id = written.RootElement.GetProperty("id");
        Require(id.ValueKind is JsonValueKind.Null or JsonValueKind.String or JsonValueKind.Number, "an error carries an id");
    }

    private static void CheckMessage(JsonElement element, JsonRpcMessage message)
    {
        Require(Only(element, "jsonrpc")?.GetString() == "2.0", "the version is there once");
        var method = Only(element, "method");
        Require((method?.GetString() ?? "") == message.Method, "the method is the text's");
        var id = Only(element, "id");
        var raw = id is { ValueKind: not JsonValueKind.Null } stated ? stated.GetRawText() : "";
        Require(raw == Encoding.UTF8.GetString(message.RawId.Span), "the id is the text's");
        var isAnswer = Only(element, "result") is not null || Only(element, "error") is not null;
        Require(isAnswer == (message.Kind is JsonRpcKind.Response or JsonRpcKind.ErrorResponse), "either asks or answers");
        if (message.Method == "tools/call")
        {
            Require(Only(Only(element, "params")!.Value, "name")!.Value.GetString() == message.Target, "the tool is the text's");
        }
    }

    private static JsonElement? Only(JsonElement element, string name)
    {
        JsonElement? found = null;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                Require(found is null && member.Name == name, $"'{name}' is there once, in one spelling");
                found = member.Value;
            }
        }

        return found;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
