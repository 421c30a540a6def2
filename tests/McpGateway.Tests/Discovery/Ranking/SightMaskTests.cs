using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Tests.Discovery.Ranking;

/// <summary>What callers see of a segment of agents is worked out once for all that see the same, and never shared beyond.</summary>
public sealed class SightMaskTests
{
    private const string All = "/public /crew /private";

    /// <summary>Whose sight is compared with that of ann, a member of <c>crew</c> who may list <c>/public</c> and <c>/crew</c>.</summary>
    [Theory]
    [InlineData("ann", "crew", "/public /crew", true, "/public /crew")]
    [InlineData("ann", "crew", "/crew /public", true, "/public /crew")]
    [InlineData("ann", "", "/public /crew", false, "/public")]
    [InlineData("ann", "crew", "/public", false, "/public")]
    [InlineData("ann", "crew", "all", false, "/public /crew")]
    [InlineData("ann", "team", "/public /crew", false, "/public")]
    [InlineData("owner", "crew", "/public /crew", false, All)]
    [InlineData("bob", "crew", "/public /crew", false, "/public /crew")]
    [InlineData("admin", "", "", false, All)]
    public void Of_Caller_IsSharedWithThoseWhoSeeTheSame(string name, string group, string listed, bool isShared, string seen)
    {
        var index = new SearchIndex(RankingParameters.Default);
        index.Update([Unit("/public", ItemVisibility.Public), Unit("/crew", ItemVisibility.GroupRestricted),
            Unit("/private", ItemVisibility.Private)], []);
        var segment = index.Current.Segments[0].Segment;
        var masks = new SightMasks(segment);
        var first = masks.Of(AgentSight.Of(Caller("ann", "crew", "/public /crew")));

        var second = masks.Of(AgentSight.Of(Caller(name, group, listed)));

        Assert.Equal(isShared, ReferenceEquals(first, second));
        var shown = segment.Units.Where(unit => (second[0] & (1UL << unit.First)) != 0).Select(unit => unit.Key);
        Assert.Equal(seen.Split(' ').Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_Administrators_AreOne() =>
        Assert.Equal(AgentSight.Of(Caller("admin", "", "")), AgentSight.Of(Caller("admin", "crew", "/public")));

    private static SearchUnit Unit(string path, string visibility) => new()
    {
        Key = path,
        Info = new()
        {
            Path = path,
            TechnicalName = path[1..],
            DisplayName = path,
            Agent = new(path[1..], visibility, ["crew"], "local:owner"),
        },
        Entities = [new() { Kind = EntityKind.Agent, Name = path, Texts = [new(IndexField.Name, path)], Payload = new("", default) }],
    };

    private static Caller Caller(string name, string group, string listed) => new()
    {
        UserName = name,
        Subject = "local:" + name,
        Groups = group.Length > 0 ? [group] : [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = new()
        {
            UiPermissions = new Dictionary<string, IReadOnlyList<string>>
            {
                [AgentPermissions.List] = listed.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            },
            AccessibleServers = [],
            IsAdmin = name == "admin",
        },
    };
}
