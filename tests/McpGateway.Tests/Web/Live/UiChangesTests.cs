using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Identity.Sessions;
using McpGateway.Tests.Foundation;
using McpGateway.Web.Live;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Live;

/// <summary>Many changes become one message to each open page.</summary>
public sealed class UiChangesTests : PageRig
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    private UiChanges Changes => Services.GetRequiredService<UiChanges>();

    [Fact]
    public async Task Follow_ManyChanges_AreToldOnceTogether()
    {
        var told = new List<UiChange>();
        using var following = Changes.Follow(told.Add);

        await ChangeAsync(("servers", "/a"), ("server_tools", "/a"));
        await ChangeAsync(("servers", "/b"));
        Assert.Empty(told);
        Time.Advance(Gather);

        var change = Assert.Single(told);
        Assert.Equal(["server_tools", "servers"], change.Kinds.Order(StringComparer.Ordinal));
        Assert.Equal(["/a", "/b"], change.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Follow_ChangesOfTwoMoments_AreToldApart()
    {
        var told = new List<UiChange>();
        using var following = Changes.Follow(told.Add);

        await ChangeAsync(("servers", "/a"));
        Time.Advance(Gather);
        await ChangeAsync(("scopes", "x"));
        Time.Advance(Gather);

        Assert.Equal([["servers"], ["scopes"]], told.Select(change => change.Kinds.ToArray()));
    }

    [Fact]
    public async Task Dispose_Following_IsToldNothingMore()
    {
        var (first, second) = (0, 0);
        var leaving = Changes.Follow(_ => first++);
        using var staying = Changes.Follow(_ => second++);
        await ChangeAsync(("servers", "/a"));

        leaving.Dispose();
        Time.Advance(Gather);

        Assert.Equal((0, 1), (first, second));
    }

    [Fact]
    public async Task Apply_NobodyLooks_GathersNothing()
    {
        var waiting = Time.Waiting;
        _ = Changes;

        await ChangeAsync(("servers", "/a"));

        Assert.Equal(waiting, Time.Waiting);
        var told = 0;
        using var following = Changes.Follow(_ => told++);
        Time.Advance(Gather);
        Assert.Equal(0, told);
    }

    public static TheoryData<string, string> Kinds => new()
    {
        { ServerRepository.Servers.Name, "servers" },
        { ServerRepository.Tools.Name, "servers" },
        { ScopeRepository.Scopes.Name, "scopes access" },
        { IdentityDocuments.Users, "users access" },
        { SessionStore.Kind.Name, "access" },
        { IdentityDocuments.VendedTokens, "tokens" },
        { "something_else", "" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Change_Kind_ConcernsThesePages(string kind, string expected)
    {
        var change = new UiChange(new HashSet<string>([kind]), new HashSet<string>(["k"]));

        var concerned = new (string Name, bool Is)[]
        {
            ("servers", change.TouchesServers), ("history", change.TouchesHistory), ("egress", change.TouchesEgress),
                ("consents", change.TouchesConsents),
            ("scopes", change.TouchesScopes), ("users", change.TouchesUsers), ("tokens", change.TouchesApiTokens),
                ("keys", change.TouchesSigningKeys),
            ("access", change.TouchesAccess),
        };
        Assert.Equal(expected, string.Join(' ', concerned.Where(one => one.Is).Select(one => one.Name)));
    }

    private Task ChangeAsync(params (string Kind, string Key)[] changes) => Changes.ApplyAsync(
        new ChangeSet([.. changes.Select((change, place) => new DocumentChange(change.Kind, change.Key, place + 1, false))],
            new(new MemoryDocumentStorage())),
        Cancellation);
}
