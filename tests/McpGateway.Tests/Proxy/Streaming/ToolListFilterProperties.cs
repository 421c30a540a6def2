using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.Streaming;

public sealed class ToolListFilterProperties
{
    private const int MaxTests = 4_000;

    private static readonly string[] Elements =
    [
        """{"name":"a"}""", """{ "description":"\u00e9]},{" , "name":"b" }""", """{"name":"x"}""",
            """{"n\u0061me":"y","z":[{"name":"a"}]}""", "{}", "7",
        """{"inputSchema":{"properties":{"name":{"type":"string"}}},"name":"a"}""", "null", "\"a\"", """{"name":["a"]}""",
    ];

    private static readonly string[] Gaps = ["", " ", "\n", "\t \r\n"];

    [Fact]
    public void Filter_AnyList_EqualsADom() =>
        Prop.ForAll(Answers().ToArbitrary(), json =>
        {
            var (_, text) = ToolListFilterTests.Filter(json, ToolListScope.Everything);
            return JsonNode.DeepEquals(JsonNode.Parse(text), Oracle(json));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Filter_MutatedAnswer_NeverShowsAForbiddenTool() =>
        Prop.ForAll(Mutated().ToArbitrary(), json =>
        {
            var (result, text) = ToolListFilterTests.Filter(json, ToolListScope.Everything);
            return (result == FilterResult.Unchanged && !IsJson(json)) || ShowsNothingForbidden(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(MaxTests));

    private static Gen<string> Answers() =>
        from elements in Gen.ArrayOf(Gen.Elements(Elements))
        from gap in Gen.Elements(Gaps)
        from other in Gen.Elements(Gaps)
        select $"{{{gap}\"id\":1,\"result\":{other}{{\"a\":[1,{{\"tools\":2}}],"
            + $"\"tools\":{gap}[{other}{string.Join(gap + "," + other, elements)}{gap}],"
            + $"\"nextCursor\":\"c\"{other}}}{gap}}}";

    private static Gen<string> Mutated() =>
        from answer in Answers()
        from at in Gen.Choose(0, 400)
        from length in Gen.Choose(0, 10)
        from piece in Gen.Elements(
            "\"tools\":[{\"name\":\"x\"}],", "\"t\\u006fols\":[{\"name\":\"x\"}],", "\"name\":\"x\",", "{", "}", "[", "]", ",", "\"", "",
            "\\u0061")
        let start = at % (answer.Length + 1)
        select answer[..start] + piece + answer[Math.Min(answer.Length, start + length)..];

    private static JsonNode? Oracle(string json)
    {
        var root = JsonNode.Parse(json);
        var tools = root!["result"]!["tools"]!.AsArray();
        foreach (var tool in tools.ToArray())
        {
            if (!IsAllowed(tool))
            {
                tools.Remove(tool);
            }
        }

        return root;
    }

    private static bool IsAllowed(JsonNode? tool) =>
        tool is JsonObject known && known["name"] is JsonValue name && name.TryGetValue(out string? text) && text is "a" or "b";

    private static bool IsJson(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whichever of several equal names a reader takes: it finds no forbidden tool.</summary>
    private static bool ShowsNothingForbidden(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return Members(parsed.RootElement, "result")
            .SelectMany(result => Members(result, "tools"))
            .Where(tools => tools.ValueKind == JsonValueKind.Array)
            .SelectMany(tools => tools.EnumerateArray())
            .All(tool => Members(tool, "name").Any() && Members(tool, "name").All(IsAllowedName));
    }

    private static bool IsAllowedName(JsonElement name) => name.ValueKind == JsonValueKind.String && name.GetString() is ("a" or "b");

    private static IEnumerable<JsonElement> Members(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().Where(member => member.NameEquals(name)).Select(member => member.Value)
            : [];
}
