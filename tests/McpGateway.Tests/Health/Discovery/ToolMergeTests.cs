using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Health.Discovery;

/// <summary>
/// What a server says of its tools, joined with what was known: a definition that changes after approval is seen, however it changes.
/// </summary>
public sealed class ToolMergeTests
{
    private static readonly PinRules Lenient = new(PinMode.Warn, AcceptsNew: true, AcceptsNewResources: true);

    private static readonly DateTimeOffset Now = Records.Then;

    [Fact]
    public void Apply_FirstDiscovery_ApprovesWhatIsFound()
    {
        var record = Apply(null, Found("a=1", "b=1"), Now)!;

        Assert.All(record.Tools, tool => Assert.False(tool.HasChanged));
        Assert.Equal(("impl", "1", "2025-11-25", Now),
            (record.ImplementationName, record.ImplementationVersion, record.ProtocolVersion, record.DiscoveredAt));
    }

    [Fact]
    public void Apply_NothingNew_ChangesNothing() =>
        Assert.Null(Apply(Apply(null, Found("a=1"), Now), Found("a=1"), Now.AddDays(1)));

    [Theory]
    [InlineData("a=2")]
    [InlineData("a=1,b=1")]
    [InlineData("")]
    public void Apply_AnotherList_IsStored(string tools) =>
        Assert.NotNull(Apply(Apply(null, Found("a=1"), Now),
            Found(tools.Split(',', StringSplitOptions.RemoveEmptyEntries)), Now));

    [Fact]
    public void Apply_OtherImplementation_IsStored()
    {
        var known = Apply(null, Found("a=1"), Now);

        Assert.NotNull(Apply(known, Found("a=1") with { Version = "2" }, Now));
        Assert.NotNull(Apply(known, Found("a=1") with { Instructions = "new" }, Now));
        Assert.NotNull(Apply(known, Found("a=1") with { Revision = "2026-07-28" }, Now));
    }

    [Fact]
    public void Apply_OtherVersionOfTheImplementation_RemembersTheFormerAndSinceWhen()
    {
        var first = Apply(null, Found("a=1"), Now)!;
        var renewed = Apply(first, Found("a=1") with { Version = "2" }, Now.AddHours(1))!;
        var later = Apply(renewed, Found("a=1", "b=1") with { Version = "2" }, Now.AddHours(2))!;

        Assert.Null(first.FormerImplementationVersion);
        Assert.Equal(("1", Now.AddHours(1)), (renewed.FormerImplementationVersion, renewed.ImplementationChangedAt));
        Assert.Equal(("1", Now.AddHours(1)), (later.FormerImplementationVersion, later.ImplementationChangedAt));
    }

    [Fact]
    public void Apply_ToolTakenAwayAndBroughtBackChanged_HasChanged()
    {
        var first = Apply(null, Found("a=1", "b=1"), Now);
        var without = Apply(first, Found("b=1"), Now)!;
        var back = Apply(without, Found("a=2", "b=1"), Now)!;

        Assert.Equal("a", Assert.Single(without.Removed).Name);
        Assert.True(back.Tools[0].HasChanged);
        Assert.Empty(back.Removed);
    }

    [Fact]
    public void Apply_ToolBroughtBackAsItWas_HasNotChanged()
    {
        var without = Apply(Apply(null, Found("a=1"), Now), Found(), Now);

        Assert.False(Assert.Single(Apply(without, Found("a=1"), Now)!.Tools).HasChanged);
    }

    [Fact]
    public void Apply_ListThatWasOnlyStated_ApprovesNothing()
    {
        var stated = new ServerToolsRecord { Tools = [Tool("a=1")], DiscoveredAt = Now };

        Assert.False(Assert.Single(Apply(stated, Found("a=2"), Now)!.Tools).HasChanged);
    }

    [Fact]
    public void Apply_ToolStatedAfterTheServerTookItAway_ComparesWithWhatWasStated()
    {
        var without = Apply(Apply(null, Found("a=1"), Now), Found(), Now)!;
        var stated = without with { Tools = [ToolDefinition.Approve(Tool("a=2"))] };

        Assert.False(Assert.Single(Apply(stated, Found("a=2"), Now)!.Tools).HasChanged);
        Assert.True(Assert.Single(Apply(stated, Found("a=1"), Now)!.Tools).HasChanged);
    }

    [Fact]
    public void Apply_RemovedTools_AreRememberedToALimit()
    {
        var many = Apply(null, Found([.. Enumerable.Range(0, 600).Select(number => $"t{number}=1")]), Now);

        Assert.Equal(500, Apply(many, Found(), Now)!.Removed.Count);
    }

    /// <summary>Whatever a server does, a tool counts as approved only with the definition that it had when it was first found.</summary>
    [Fact]
    public void Apply_AnyHistory_ApprovesTheFirstDefinitionAlone()
    {
        var list = Gen.Choose(0, 3).SelectMany(_ => Gen.Choose(1, 3), static (name, version) => $"t{name}={version}").ListOf()
            .Select(tools => tools.DistinctBy(tool => tool[..2]).ToArray());
        Prop.ForAll(list.ListOf().ToArbitrary(), lists =>
        {
            ServerToolsRecord? known = null;
            var first = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var tools in lists)
            {
                known = Apply(known, Found(tools), Now) ?? known;
                foreach (var tool in tools)
                {
                    first.TryAdd(tool[..2], tool);
                }

                if (known!.Tools.Any(tool => tool.HasChanged == (first[tool.Name] == $"{tool.Name}={tool.Description}")))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""{"tools":[{"name":"a"},{"name":"b"}]}""", "a,b")]
    [InlineData("""{"tools":[{"name":"a"},5,null,"x",[],{},{"name":""},{"name":7},{"name":"b"}]}""", "a,b")]
    [InlineData("""{"tools":[{"name":"a","description":"\ud800"},{"name":"b"}]}""", "b")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{"description":"\ud800"}},{"name":"b"}]}""", "b")]
    [InlineData("""{"tools":[{"name":"a","\ud800":1},{"name":"b"}]}""", "b")]
    [InlineData("""{"tools":[{"name":"a","title":"1","title":"2"},{"name":"b"}]}""", "b")]
    [InlineData("""{"tools":{}}""", "")]
    [InlineData("""{}""", "")]
    [InlineData("""[]""", "")]
    [InlineData("null", "")]
    public void Read_MalformedTool_DoesNotHideTheOthers(string result, string names) =>
        Assert.Equal(names, string.Join(',', ToolReader.Read(JsonNode.Parse(result)).Select(tool => tool.Name)));

    [Theory]
    [InlineData(256, 1)]
    [InlineData(257, 0)]
    public void Read_NameLength_IsLimited(int length, int count) =>
        Assert.Equal(count, ToolReader.Read(JsonNode.Parse($$"""{"tools":[{"name":"{{new string('n', length)}}"}]}""")).Count());

    [Fact]
    public void Read_Members_OfOtherTypesAreLeftOut()
    {
        var tool = Assert.Single(
            ToolReader.Read(JsonNode.Parse(
                """{"tools":[{"name":"a","title":5,"description":[],"inputSchema":"x","outputSchema":1,"annotations":[]}]}""")));

        Assert.Equal((null, "", """{"type":"object"}""", null, null), (
            tool.Title, tool.Description, tool.InputSchema.GetRawText(), tool.OutputSchema?.GetRawText(), tool.Annotations?.GetRawText()));
    }

    [Fact]
    public void Read_UnknownMembersOfSchemas_AreKept()
    {
        var tool = Assert.Single(
            ToolReader.Read(JsonNode.Parse("""{"tools":[{"name":"a","inputSchema":{"x-new":1},"annotations":{"y":2}}]}""")));

        Assert.Equal(("""{"x-new":1}""", """{"y":2}"""), (tool.InputSchema.GetRawText(), tool.Annotations?.GetRawText()));
    }

    [Theory]
    [InlineData("""{"nextCursor":"c"}""", "c")]
    [InlineData("""{"nextCursor":""}""", null)]
    [InlineData("""{"nextCursor":5}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""[]""", null)]
    public void NextCursor_Result_IsATextOrNone(string result, string? cursor) =>
        Assert.Equal(cursor, ToolReader.NextCursor(JsonNode.Parse(result)));

    private static FoundTools Found(params string[] tools) => new([.. tools.Select(Tool)], "impl", "1", null, "2025-11-25");

    /// <summary><c>name=description</c>.</summary>
    private static ToolRecord Tool(string text) =>
        Records.Tool(text[..text.IndexOf('=', StringComparison.Ordinal)], text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    private static ServerToolsRecord? Apply(ServerToolsRecord? known, FoundTools found, DateTimeOffset now) =>
        ToolMerge.Apply(known, found, now, Lenient);
}
