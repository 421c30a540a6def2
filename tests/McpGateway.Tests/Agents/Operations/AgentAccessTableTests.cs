using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Agents.Cards;

namespace McpGateway.Tests.Agents.Operations;

/// <summary>Visibility × caller × operation. The agent is registered by <c>owner</c>, at <c>/named</c>.</summary>
public sealed class AgentAccessTableTests
{
    private const string Path = "/named";

    private static readonly string[] Operations =
        ["list", "get", "search", "skills", "call", "rate", "check", "changes", "update", "approve", "toggle", "delete"];

    /// <summary>Who may, per visibility and operation, the owner and administrators aside, who may everything.</summary>
    private static readonly Dictionary<(string Visibility, string Operation), string[]> Others = new()
    {
        [("public", "see")] = ["lister", "getter", "named", "manager"],
        [("private", "see")] = [],
        [("group-restricted", "see")] = ["lister", "getter", "manager"],
        [("public", "toggle")] = ["manager"],
        [("group-restricted", "toggle")] = ["manager"],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (var visibility in ItemVisibility.All)
            {
                foreach (var caller in AgentWorld.Callers)
                {
                    cells.Add(visibility, caller);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task EveryOperation_ByVisibilityAndCaller_IsAllowedAsStated(string visibility, string caller)
    {
        foreach (var operation in Operations)
        {
            await using var world = await AgentWorld.StartAsync();
            Assert.Null((await world.RegisterAsync("owner", Path, draft => draft with
            {
                Visibility = visibility,
                AllowedGroups = visibility == ItemVisibility.GroupRestricted ? ["crew"] : null,
            })).Error);
            Assert.Null((await world.Get<ToggleAgent>().ExecuteAsync(AgentWorld.Caller("owner"), Path, true, Cancellation)).Error);
            await world.Get<SearchIndexChangeHandler>().FlushAsync(Cancellation);

            var error = await RunAsync(world, operation, AgentWorld.Caller(caller));

            var isAllowed = IsAllowed(visibility, operation, caller);
            Assert.True(error is null == isAllowed, $"{operation} {visibility} by {caller}: {error?.Detail ?? "allowed"}");
            Assert.True(error is null or { Kind: ErrorKind.Forbidden }, $"{operation}: {error?.Kind} {error?.Detail}");
            Assert.Equal(operation == "delete" && isAllowed, await world.StoredAsync(Path) is null);
        }
    }

    private static bool IsAllowed(string visibility, string operation, string caller)
    {
        if (caller is "owner" or "admin")
        {
            return true;
        }

        var right = operation switch
        {
            "update" or "approve" or "delete" => "own",
            "toggle" => "toggle",
            _ => "see",
        };
        return Others.TryGetValue((visibility, right), out var allowed) && allowed.Contains(caller);
    }

    private static async Task<Error?> RunAsync(AgentWorld world, string operation, Caller caller)
    {
        var hidden = new Error(ErrorKind.Forbidden, "not shown");
        switch (operation)
        {
            case "list":
                return world.Get<AgentQueries>().List(caller, new()).Any(IsIt) ? null : hidden;
            case "get":
                return world.Get<AgentQueries>().Find(caller, Path).Error;
            case "search":
                var found = await world.Get<AgentSearch>().SearchAsync(caller, new() { Query = "review python" }, Cancellation);
                return found.Value!.Agents.Any(agent => IsIt(agent.Entry)) ? null : hidden;
            case "skills":
                return world.Get<AgentDiscovery>().BySkills(caller, ["Review-Python"], [], 10).Value!.Any(match => IsIt(match.Entry))
                    ? null : hidden;
            case "call":
                // What rules allow beside, the tests of calls say: who does not see the agent is answered 404 whatever they are.
                var route = world.Get<RouteTableHolder>().Current.Find(Path)!;
                var who = new ProxyCaller
                {
                    Subject = caller.Subject,
                    UserName = caller.UserName,
                    ClientId = "",
                    Scopes = "",
                    AuthMethod = caller.AuthMethod,
                    Principal = caller,
                };
                return world.Get<IAgentSight>().Sees(who, route) ? null : hidden;
            case "rate":
                return (await world.Get<RateAgent>().ExecuteAsync(caller, Path, 4, Cancellation)).Error;
            case "check":
                return (await world.Get<CheckAgent>().ExecuteAsync(caller, Path, Cancellation)).Error;
            case "changes":
                return world.Get<ReviewCard>().Changes(caller, Path).Error;
            case "update":
                var draft = new AgentRegistration { Card = TestCards.Version1().Element() };
                return (await world.Get<UpdateAgent>().ExecuteAsync(caller, Path, draft, Cancellation)).Error;
            case "approve":
                // Nothing waits: whoever may approve learns that.
                var error = (await world.Get<ReviewCard>().ApproveAsync(caller, Path, null, Cancellation)).Error;
                return error?.Kind == ErrorKind.NotFound ? null : error;
            case "toggle":
                return (await world.Get<ToggleAgent>().ExecuteAsync(caller, Path, false, Cancellation)).Error;
            case "delete":
                return (await world.Get<DeleteAgent>().ExecuteAsync(caller, Path, Cancellation)).Error;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation));
        }
    }

    private static bool IsIt(AgentEntry entry) => entry.Agent.Path == Path;
}
