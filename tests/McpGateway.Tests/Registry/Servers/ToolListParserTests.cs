using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Servers;

public sealed class ToolListParserTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"[]\"")]
    [InlineData("""["name"]""")]
    [InlineData("""[{}]""")]
    [InlineData("""[{"name":5}]""")]
    [InlineData("""[{"name":"a"},null]""")]
    public void Read_OtherShape_IsNothing(string json) => Assert.Null(ToolListParser.Read(JsonElement.Parse(json)));

    [Fact]
    public void Read_EmptyList_IsNoTools() => Assert.Equal(0, ToolListParser.Read(JsonElement.Parse("[]"))?.Count);

    [Theory]
    [InlineData("""{"schema":{"a":1},"inputSchema":{"b":2}}""", """{"a":1}""")]
    [InlineData("""{"inputSchema":{"b":2},"input_schema":{"c":3}}""", """{"b":2}""")]
    [InlineData("""{"input_schema":{"c":3}}""", """{"c":3}""")]
    [InlineData("""{"schema":"text","inputSchema":{"b":2}}""", """{"b":2}""")]
    [InlineData("""{}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"schema":null}""", """{"type":"object","properties":{}}""")]
    public void Read_Schema_IsFoundUnderEachOfItsNames(string members, string schema) =>
        Assert.Equal(schema, One(members).InputSchema.GetRawText());

    [Theory]
    [InlineData("""{"description":"d","parsed_description":{"main":"p"}}""", "d")]
    [InlineData("""{"parsed_description":{"main":"p","args":"a"}}""", "p")]
    [InlineData("""{"parsed_description":{"main":5}}""", "")]
    [InlineData("""{"parsed_description":"p"}""", "")]
    [InlineData("""{"description":5}""", "")]
    public void Read_Description_IsTextOrItsMainPart(string members, string description) =>
        Assert.Equal(description, One(members).Description);

    [Theory]
    [InlineData("""{"outputSchema":{"a":1}}""", """{"a":1}""")]
    [InlineData("""{"output_schema":{"b":1}}""", """{"b":1}""")]
    [InlineData("""{"outputSchema":[]}""", null)]
    public void Read_OutputSchema_IsAnObjectOrNothing(string members, string? schema) =>
        Assert.Equal(schema, One(members).OutputSchema?.GetRawText());

    [Fact]
    public void Read_Tool_CountsAsApprovedByWhoStatesIt()
    {
        var tool = One("""{"title":"T","annotations":{"readOnlyHint":true}}""");

        Assert.False(tool.HasChanged);
        Assert.Equal(("T", """{"readOnlyHint":true}"""), (tool.Title, tool.Annotations?.GetRawText()));
        Assert.Equal(ToolDefinition.HashOf("t", "T", "", tool.InputSchema, null, tool.Annotations), tool.DefinitionHash);
    }

    /// <summary>
    /// One definition has one hash, whatever the order of its members and the space between them; another one has another.
    /// </summary>
    [Fact]
    public void HashOf_AnyObject_IgnoresOrderAndSeesEveryChange()
    {
        var member = Gen.Elements("a", "b", "c", "d").SelectMany(
            _ => Gen.Elements("1", "2", "\"x\"", "null", "[1,2]", "[2,1]", "{\"y\":1,\"z\":2}"), static (name, value) =>
                (Name: name, Value: value));
        var objects = member.ListOf().Select(list => list.DistinctBy(item => item.Name).ToArray());
        Prop.ForAll(objects.ToArbitrary(), objects.ToArbitrary(), (left, right) =>
        {
            var same = left.OrderBy(item => item.Name,
                StringComparer.Ordinal).SequenceEqual(right.OrderBy(item => item.Name, StringComparer.Ordinal));
            return Hash(left, ", ") == Hash([.. Enumerable.Reverse(left)], ",") && same == (Hash(left, ",") == Hash(right, ","));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("t2", null, "d", null, null)]
    [InlineData("t", "T", "d", null, null)]
    [InlineData("t", null, "d2", null, null)]
    [InlineData("t", null, "d", "{}", null)]
    [InlineData("t", null, "d", null, "{}")]
    [InlineData("t", "", "d", null, null)]
    public void HashOf_EveryPart_Counts(string name, string? title, string description, string? output, string? annotations)
    {
        var schema = JsonElement.Parse("{}");
        var other = ToolDefinition.HashOf(name, title, description, schema, Parse(output), Parse(annotations));

        Assert.NotEqual(ToolDefinition.HashOf("t", null, "d", schema, null, null), other);
    }

    [Fact]
    public void HashOf_ExplicitNull_IsLikeAbsent() => Assert.Equal(
        ToolDefinition.HashOf("t", null, "", default, null, null),
            ToolDefinition.HashOf("t", null, "", JsonElement.Parse("null"), JsonElement.Parse("null"), default(JsonElement)));

    [Fact]
    public void Of_Tool_IsWhatItsHashIsMadeOf()
    {
        var tool = One("""{"title":"T","description":"d","schema":{"b":1,"a":2}}""");

        var definition = ToolDefinition.Of(tool);

        Assert.Equal("""{"name":"t","title":"T","description":"d","inputSchema":{"a":2,"b":1}}""", definition.GetRawText());
    }

    private static string Hash((string Name, string Value)[] members, string separator) => ToolDefinition.HashOf(
        "t", null, "", JsonElement.Parse("{" + string.Join(separator, members.Select(item => $"\"{item.Name}\":{item.Value}")) + "}"),
            null, null);

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);

    private static ToolRecord One(string members) =>
        Assert.Single(ToolListParser.Read(
            JsonElement.Parse($$"""[{"name":"t",{{members[1..]}}]""".Replace(",}]", "}]", StringComparison.Ordinal)))!);
}
