using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Tests.Proxy.JsonRpc;

public sealed class JsonRpcReaderProperties
{
    private static readonly string[] Seeds =
    [
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"a":[1,2,{"b":null}]},"_meta":{"x":1}}}""",
        """[{"jsonrpc":"2.0","id":"a","method":"tools/list"},{"jsonrpc":"2.0","method":"notifications/initialized"}]""",
        """{"jsonrpc":"2.0","id":9,"result":{"content":[]}}""",
        """{"id":1,"params":{"uri":"file:///\u00e9"},"jsonrpc":"2.0","method":"resources\/read"}""",
    ];

    /// <summary>Pieces that turn one valid message into something that two parsers may read in two ways.</summary>
    private static readonly string[] Pieces =
    [
        "\"method\":\"tools/list\",", "\"m\\u0065thod\":\"x\",", "\"name\":\"u\",", "\"Name\":\"u\",", "\"id\":2,", ",", "{", "}", "[",
        "]", "\"", "\\u0000",
        "\\ud800", "\uFEFF", " ", "\n", "null", "1e5", "é", ":",
    ];

    [Fact]
    public void TryRead_RandomBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var read = JsonRpcReader.TryRead(bytes, out _, out var fault);
            return read || fault.Code is JsonRpcErrors.ParseError or JsonRpcErrors.InvalidRequest;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryRead_MutatedMessage_AgreesWithADomOrRefuses() =>
        Prop.ForAll(Mutations().ToArbitrary(), AgreesWithDom).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static Gen<byte[]> Mutations() =>
        from seed in Gen.Elements(Seeds)
        from cuts in Gen.ArrayOf(
            from at in Gen.Choose(0, 200)
            from length in Gen.Choose(0, 12)
            from piece in Gen.Elements(Pieces)
            select (at, length, piece))
        select Encoding.UTF8.GetBytes(cuts.Take(3).Aggregate(seed, (text, cut) => Cut(text, cut.at, cut.length, cut.piece)));

    private static string Cut(string text, int at, int length, string piece)
    {
        var start = at % (text.Length + 1);
        return text[..start] + piece + text[Math.Min(text.Length, start + length)..];
    }

    /// <summary>What is accepted must be valid JSON without duplicate names where it counts, and mean the same to another parser.</summary>
    private static bool AgreesWithDom(byte[] bytes)
    {
        if (!JsonRpcReader.TryRead(bytes, out var body, out _))
        {
            return true;
        }

        using var dom = JsonDocument.Parse(bytes);
        var elements = dom.RootElement.ValueKind == JsonValueKind.Array ? dom.RootElement.EnumerateArray().ToArray() : [dom.RootElement];
        return elements.Length == body.Count && elements.Index().All(pair => Agrees(pair.Item, body[pair.Index]));
    }

    private static bool Agrees(JsonElement element, JsonRpcMessage message)
    {
        var method = Member(element, "method") is { ValueKind: JsonValueKind.String } value ? value.GetString() : "";
        var target = message.Method switch
        {
            "tools/call" => Member(element.GetProperty("params"), "name")?.GetString(),
            "resources/read" => Member(element.GetProperty("params"), "uri")?.GetString(),
            _ => null,
        };
        var id = Member(element, "id") is { ValueKind: not JsonValueKind.Null } raw ? raw.GetRawText() : "";
        return method == message.Method && target == message.Target && id == Encoding.UTF8.GetString(message.RawId.Span);
    }

    /// <summary>Null when absent; throws when there are two.</summary>
    private static JsonElement? Member(JsonElement element, string name) =>
        element.EnumerateObject().Where(member => member.Name == name).Select(member => (JsonElement?)member.Value).SingleOrDefault();
}
