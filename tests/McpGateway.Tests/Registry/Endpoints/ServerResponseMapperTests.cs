using System.Text.Json;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Registry.Endpoints;

/// <summary>What answers show of a server: of addresses and headers only what is the caller's to know.</summary>
public sealed class ServerResponseMapperTests
{
    private static readonly ServerRecord Server = Records.Server(url: "https://weather.test/mcp?key=k1") with
    {
        McpEndpoint = "https://weather.test/m?key=k2",
        SseEndpoint = "https://weather.test/s?key=k3",
        Ratings = [new("kim", 4) { Subject = "local:kim" }, new("lee", 5)],
        Meta = JsonElement.Parse("""{"m":1}"""),
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Addresses_Query_IsForThoseWhoMayModify(bool mayModify)
    {
        var details = Details(mayModify);
        var (list, document, detail, item) = (
            ServerResponseMapper.ListItem(details.View), ServerResponseMapper.Document(details),
            ServerResponseMapper.Detail(details, "https://gateway.test/weather/mcp"), ServerResponseMapper.InternalItem(details));

        string?[] addresses =
        [
            list.ProxyPassUrl, document.ProxyPassUrl, document.McpEndpoint, document.SseEndpoint, detail.ProxyPassUrl, detail.McpEndpoint,
                detail.SseEndpoint,
            item.ProxyPassUrl,
        ];
        Assert.All(addresses, address => Assert.Equal(mayModify, address!.Contains("key=", StringComparison.Ordinal)));
        Assert.Equal(mayModify, detail.CanModify);
    }

    [Fact]
    public void Document_Headers_AreNamesWithAMask()
    {
        var document = ServerResponseMapper.Document(Details(true) with { HeaderNames = ["X-Key"] });

        Assert.Equal(HeaderValidator.Mask, Assert.Single(document.Headers!)["X-Key"]);
        Assert.Null(ServerResponseMapper.Document(Details(true)).Headers);
    }

    [Theory]
    [InlineData("healthy", "healthy")]
    [InlineData("healthy-auth-expired", "healthy")]
    [InlineData("unhealthy: timeout", "unhealthy")]
    [InlineData("error: no route", "unhealthy")]
    [InlineData("checking", "unknown")]
    [InlineData("disabled", "disabled")]
    public void Health_Lists_HaveFourWordsAndDetailsTheCheckersOwn(string status, string word)
    {
        var details = Details(false, new(status, Records.Then));

        Assert.Equal(word, ServerResponseMapper.ListItem(details.View).HealthStatus);
        Assert.Equal((word, status),
            (ServerResponseMapper.Detail(details, "").HealthStatus, ServerResponseMapper.Detail(details, "").HealthDetail));
        Assert.Equal(status, ServerResponseMapper.InternalItem(details).HealthStatus);
        Assert.Equal("2026-01-02T03:04:05.000000+00:00", ServerResponseMapper.ListItem(details.View).LastCheckedIso);
    }

    [Fact]
    public void Ratings_Answers_HaveNamesAndTheMeanButNoIdentities()
    {
        var detail = ServerResponseMapper.Detail(Details(false), "");

        Assert.Equal(4.5, detail.NumStars);
        Assert.Equal([("kim", 4), ("lee", 5)], detail.RatingDetails.Select(rating => (rating.User, rating.Value)));
        Assert.Null(ServerResponseMapper.Document(
            Details(false) with { View = Details(false).View with { Server = Records.Server() } }).RatingDetails);
    }

    [Fact]
    public void Tool_Changed_ShowsWhatWasApproved()
    {
        var first = ToolDefinition.Found(Records.Tool("t", "Old."), null, Records.Then);
        var changed = ToolDefinition.Found(Records.Tool("t", "New.\nArgs:\n a: b"), first, Records.Then);

        var tool = ServerResponseMapper.ToolOf(changed, Server);

        Assert.True(tool.Changed);
        Assert.Equal(("New.", "a: b"), (tool.ParsedDescription.Main, tool.ParsedDescription.Args));
        Assert.Equal("Old.", tool.ApprovedDefinition?.GetProperty("description").GetString());
        Assert.Equal(("/weather", "Weather", "2026-01-02T03:04:05.000000+00:00"), (tool.ServerPath, tool.ServerName, tool.ChangedAt));
        Assert.Null(ServerResponseMapper.ToolOf(first).ServerPath);
    }

    [Fact]
    public void Detail_DiscoveredServer_TellsWhatItSaysOfItself()
    {
        var found = new ServerToolsRecord
        {
            Tools = [],
            ImplementationName = "impl",
            ImplementationVersion = "2",
            ProtocolVersion = "2025-11-25",
            DiscoveredAt = Records.Then
        };

        var detail = ServerResponseMapper.Detail(Details(false) with { Discovered = found }, "");

        Assert.Equal(("impl", "2", "2025-11-25"),
            (detail.Implementation!.Name, detail.Implementation.Version, detail.Implementation.ProtocolVersion));
        Assert.Null(ServerResponseMapper.Detail(Details(false), "").Implementation);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, 2)]
    public void Warnings_None_AreAbsent(int count, int? expected) =>
        Assert.Equal(expected, ServerResponseMapper.Warnings([.. Enumerable.Repeat("w", count)])?.Count);

    private static ServerDetails Details(bool mayModify, HealthView? health = null) =>
        new(new(Server, health ?? HealthView.Unknown, 2, 1, mayModify), null, [Records.Tool("t")]);
}
