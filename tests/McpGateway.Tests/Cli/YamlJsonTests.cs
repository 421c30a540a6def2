using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Cli.Declarative;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

public sealed class YamlJsonTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: 1.5", """{"a":1.5}""")]
    [InlineData("a: 1.2.3", """{"a":"1.2.3"}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: [x, {b: c}]", """{"a":["x",{"b":"c"}]}""")]
    [InlineData("base: &b {c: 1}\nd: *b", """{"base":{"c":1},"d":{"c":1}}""")]
    [InlineData("""{"json": ["too"]}""", """{"json":["too"]}""")]
    public void Read_Yaml_IsJson(string yaml, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), YamlJson.Read(yaml, "test")));

    [Theory]
    [InlineData("a: {")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("a: &x [*y]")]
    public void Read_NoYaml_IsMisuse(string yaml) =>
        Assert.Equal(ExitCodes.Misused, Assert.Throws<CommandFailure>(() => YamlJson.Read(yaml, "test")).ExitCode);

    /// <summary>Whatever text a server has for a name: written and read again it is the same.</summary>
    [Fact]
    public void Write_AnyText_IsReadAsItWas() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(),
        text =>
        {
            var clean = new string([.. (text ?? "").Where(static letter => !char.IsSurrogate(letter) && !char.IsControl(letter))]);
            var json = new JsonObject { ["name"] = clean, ["list"] = new JsonArray(clean, 1, null, true) };

            Assert.True(JsonNode.DeepEquals(json, YamlJson.Read(YamlJson.Write(json), "test")), clean);
        }));

    [Fact]
    public void AreSame_ListsOfTexts_AreSets()
    {
        Assert.True(Differences.AreSame(JsonNode.Parse("""["a","b"]"""), JsonNode.Parse("""["b","a"]""")));
        Assert.False(Differences.AreSame(JsonNode.Parse("""["a"]"""), JsonNode.Parse("""["a","b"]""")));
        Assert.True(Differences.AreSame(null, JsonNode.Parse("[]")));
        Assert.True(Differences.AreSame(JsonNode.Parse("""[{"t":["a","b"]}]"""), JsonNode.Parse("""[{"t":["b","a"]}]""")));
        Assert.False(Differences.AreSame(JsonNode.Parse("1"), JsonNode.Parse("2")));
    }
}
