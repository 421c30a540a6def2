using System.Buffers;
using System.Text.Json;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Fuzz.Targets;

/// <summary>The filter of tool lists: whatever a server answers, no reader of what is passed on finds a tool that is not allowed.</summary>
internal sealed class ToolListTarget : FuzzTarget
{
    public override string Name => "toollist";

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"id\":1", "\"result\":{", "\"tools\":[", "{\"name\":\"a\"}", "{\"name\":\"x\"}", "\"t\\u006fols\":[", "\"n\\u0061me\":\"x\"",
        "\"name\":\"x\"",
        "[", "]", "{", "}", ",", "\"", "null", "\"nextCursor\":\"c\"",
    ];

    public override int Run(byte[] input)
    {
        var output = new ArrayBufferWriter<byte>();
        var result = new ToolListFilter(new OnlyA(), ToolListScope.Everything).Filter(input, output);
        var passed = result == FilterResult.Unchanged ? input : output.WrittenSpan.ToArray();
        Require(result == FilterResult.Unchanged == (output.WrittenCount == 0), "what is unchanged is not written");
        if (Parse(passed) is not { } parsed)
        {
            Require(result == FilterResult.Unchanged, "what is written is JSON");
            return HashCode.Combine(result);
        }

        using (parsed)
        {
            JsonElement[] messages =
                parsed.RootElement.ValueKind == JsonValueKind.Array ? [.. parsed.RootElement.EnumerateArray()] : [parsed.RootElement];
            var shown = messages.SelectMany(ToolsOf).ToArray();
            Require(Array.TrueForAll(shown, IsAllowed), "no forbidden tool is shown");
            return HashCode.Combine(result, Math.Min(shown.Length, 8), Math.Min(messages.Length, 8), Math.Min(output.WrittenCount, 64));
        }
    }

    private static JsonDocument? Parse(byte[] json)
    {
        try
        {
            var start = json.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
            return JsonDocument.Parse(json.AsMemory(start), new JsonDocumentOptions { MaxDepth = 600 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonElement> ToolsOf(JsonElement message) => Members(message, "result")
        .SelectMany(result => Members(result, "tools"))
        .Where(tools => tools.ValueKind == JsonValueKind.Array)
        .SelectMany(tools => tools.EnumerateArray());

    private static bool IsAllowed(JsonElement tool)
    {
        var names = Members(tool, "name").ToArray();
        return names.Length > 0 && Array.TrueForAll(names, name => name.ValueKind == JsonValueKind.String && name.ValueEquals("a"));
    }

    private static IEnumerable<JsonElement> Members(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Where(member => Is(member, name))
            .Select(member => member.Value) : [];

    private static bool Is(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no reader takes it for the name.
            return false;
        }
    }

    private sealed class OnlyA : IServerAccess
    {
        public bool AllowsServer => true;

        public bool AllowsMethod(string method) => true;

        public bool AllowsTool(string tool) => tool == "a";
    }
}
