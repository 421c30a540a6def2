using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Endpoints;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;

namespace McpGateway.Tests.Discovery.Endpoints;

public sealed class SearchBodyTests
{
    private static readonly string[] Names = ["query", "entity_types", "max_results", "tags", "min_score", "why", "include_disabled",
        "other"];

    private static readonly string[] Values =
        ["null", "true", "1", "0", "50", "51", "0.5", "-1", "1e999", "\"\"", "\"x\"", "\"tool\"", "[]", "[\"tool\"]", "[\"x\"]", "[1]",
            "{}"];

    [Fact]
    public void Read_QueryOnly_HasTheDefaults()
    {
        var request = Read("""{"query":"weather"}""");

        Assert.Equal(("weather", 10, 0d, false, false),
            (request.Query, request.MaxResults, request.MinScore, request.Explains, request.IncludesDisabled));
        Assert.Empty(request.Kinds);
        Assert.Empty(request.Tags);
    }

    [Fact]
    public void Read_EveryMember_IsTaken()
    {
        var request = Read(
            """{"query":"q","entity_types":["tool","mcp_server","a2a_agent"],"max_results":50,"tags":["A","b"],"min_score":0.25"""
                + ""","why":true,"include_disabled":true}""");

        Assert.Equal([EntityKind.Tool, EntityKind.Server, EntityKind.Agent], request.Kinds);
        Assert.Equal((50, 0.25, true, true), (request.MaxResults, request.MinScore, request.Explains, request.IncludesDisabled));
        Assert.Equal(["A", "b"], request.Tags);
    }

    [Theory]
    [InlineData("""{"query":"q","max_results":null,"tags":null,"entity_types":null,"min_score":null,"why":null}""")]
    [InlineData("""{"query":"q","max_results":10.0,"top_k":"of another product"}""")]
    public void Read_NullAndForeignMembers_AreLikeAbsent(string json) =>
        Assert.Equal((10, false), (Read(json).MaxResults, Read(json).Explains));

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Read_QueryLength_IsLimited(int length, bool isAccepted)
    {
        var body = new SearchBody(JsonElement.Parse($$"""{"query":"{{new string('q', length)}}"}"""));
        body.Read();

        Assert.Equal(isAccepted, body.Refusal is null);
    }

    /// <summary>What is not refused fits the limits that the search itself has.</summary>
    [Fact]
    public void Read_AnyMembers_AreRefusedOrWithinTheLimits()
    {
        var member = Gen.Elements(Names).SelectMany(_ => Gen.Elements(Values), static (name, value) => (Name: name, Value: value));
        Prop.ForAll(member.ListOf().ToArbitrary(), members =>
        {
            var body = new SearchBody(
                JsonElement.Parse("{" + string.Join(',',
                    members.DistinctBy(item => item.Name).Select(item => $"\"{item.Name}\":{item.Value}")) + "}"));
            var request = body.Read();
            return body.Refusal is not null
                || (request.Query.Length is > 0 and <= SearchRequest.MaxQueryLength
                    && request.MaxResults is >= 1 and <= SearchRequest.MaxResultsLimit
                    && request.MinScore is >= 0 and <= 1);
        }).QuickCheckThrowOnFailure();
    }

    private static SearchRequest Read(string json)
    {
        var body = new SearchBody(JsonElement.Parse(json));
        var request = body.Read();
        Assert.Null(body.Refusal);
        return request;
    }
}
