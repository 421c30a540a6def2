using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Invocation;

namespace McpGateway.Tests.Invocation;

/// <summary>What a tool answered, as pages show it: every kind of content, and nothing trusted.</summary>
public sealed class ToolRunTests
{
    private static readonly string[] Values =
    [
        "null", "1", "true", "\"text\"", "\"image\"", "\"resource\"", "\"resource_link\"", "\"audio\"", "\"AAEC\"", "\"%%\"", "[]", "{}",
            "[1,\"x\",null,{}]",
        """[{"type":"text"}]""", """[{"type":5}]""", """{"uri":1,"text":[]}""",
    ];

    [Theory]
    [InlineData("""{"type":"text","text":"hello"}""", ToolContentKind.Text, "hello", null, null)]
    [InlineData("""{"type":"text"}""", ToolContentKind.Text, "", null, null)]
    [InlineData("""{"type":"text","text":5}""", ToolContentKind.Text, "", null, null)]
    [InlineData("""{"type":"image","data":"AAEC","mimeType":"image/png"}""", ToolContentKind.Image, "", null, "image/png")]
    [InlineData("""{"type":"image","data":"%%%","mimeType":"image/png"}""", ToolContentKind.Other, "content that is not base64", null,
        null)]
    [InlineData("""{"type":"image"}""", ToolContentKind.Other, "content that is not base64", null, null)]
    [InlineData("""{"type":"audio","data":"AAEC"}""", ToolContentKind.Audio, "", null, null)]
    [InlineData("""{"type":"resource_link","name":"n","uri":"file:///a","mimeType":"text/plain"}""", ToolContentKind.Link, "n", "file:///a",
        "text/plain")]
    [InlineData("""{"type":"resource","resource":{"uri":"file:///a","text":"t"}}""", ToolContentKind.Resource, "t", "file:///a", null)]
    [InlineData("""{"type":"resource","resource":{"uri":"file:///a","blob":"AA=="}}""", ToolContentKind.Resource, "(binary content)",
        "file:///a", null)]
    [InlineData("""{"type":"resource","resource":"no object"}""", ToolContentKind.Other, "resource", null, null)]
    [InlineData("""{"type":"video"}""", ToolContentKind.Other, "video", null, null)]
    [InlineData("""{"type":7}""", ToolContentKind.Other, "unknown", null, null)]
    [InlineData("""{}""", ToolContentKind.Other, "unknown", null, null)]
    [InlineData("""[]""", ToolContentKind.Other, "unknown", null, null)]
    [InlineData("""null""", ToolContentKind.Other, "unknown", null, null)]
    public void Of_Block_IsReadOrNamed(string block, ToolContentKind kind, string text, string? uri, string? mimeType)
    {
        var content = Assert.Single(Run($$"""{"content":[{{block}}]}""").Content);

        Assert.Equal((kind, text, uri, mimeType), (content.Kind, content.Text, content.Uri, content.MimeType));
    }

    [Fact]
    public void Of_Media_IsDecoded() =>
        Assert.Equal([0, 1, 2], Run("""{"content":[{"type":"image","data":"AAEC"}]}""").Content[0].Data.ToArray());

    [Theory]
    [InlineData("""{"isError":true}""", true)]
    [InlineData("""{"isError":false}""", false)]
    [InlineData("""{"isError":"true"}""", false)]
    [InlineData("""{}""", false)]
    public void Of_IsError_IsWhatTheToolSays(string result, bool isError) => Assert.Equal(isError, Run(result).IsError);

    [Theory]
    [InlineData("""{"structuredContent":{"a":1}}""", """{"a":1}""")]
    [InlineData("""{"structuredContent":[1]}""", "[1]")]
    [InlineData("""{"structuredContent":"text"}""", null)]
    [InlineData("""{"structuredContent":null}""", null)]
    [InlineData("""{}""", null)]
    public void Of_Structured_IsObjectOrList(string result, string? structured) =>
        Assert.Equal(structured, Run(result).Structured?.GetRawText());

    [Theory]
    [InlineData("""{"progress":1,"total":4,"message":"m"}""", 1d, 4d, "m")]
    [InlineData("""{"progress":0.5}""", 0.5, null, null)]
    [InlineData("""{"progress":"1","total":"4","message":5}""", 0d, null, null)]
    [InlineData("""{"progress":1e999,"total":-1e999}""", 0d, null, null)]
    [InlineData("""{}""", 0d, null, null)]
    [InlineData("""[]""", 0d, null, null)]
    public void Progress_Members_AreReadOrLeftOut(string notification, double done, double? total, string? message) =>
        Assert.Equal(new ToolProgress(done, total, message), ToolProgress.Of(JsonElement.Parse(notification)));

    [Fact]
    public void Of_AnyResult_NeverThrowsAndKeepsTheNumberOfBlocks()
    {
        var member = Gen.Elements("content", "isError", "structuredContent", "type", "resource", "data", "text")
            .SelectMany(_ => Gen.Elements(Values), static (name, value) => (Name: name, Text: $"\"{name}\":{value}"));
        var results = member.ListOf().Select(members =>
            "{" + string.Join(',', members.DistinctBy(item => item.Name).Select(item => item.Text)) + "}");
        Prop.ForAll(results.ToArbitrary(), text =>
        {
            var result = JsonElement.Parse(text);
            var blocks = result.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array
                ? content.GetArrayLength() : 0;
            return Run(text).Content.Count == blocks;
        }).QuickCheckThrowOnFailure();
    }

    private static ToolRun Run(string result) => ToolRun.Of(JsonElement.Parse(result), TimeSpan.Zero);
}
