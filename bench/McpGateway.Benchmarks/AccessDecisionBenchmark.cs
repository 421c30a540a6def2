using BenchmarkDotNet.Attributes;
using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;

namespace McpGateway.Benchmarks;

/// <summary>One decision of the data plane, from caller and route to yes or no. The goal is 0 bytes.</summary>
[MemoryDiagnoser]
public class AccessDecisionBenchmark
{
    private readonly Route _currentTime = RouteTo("/currenttime");
    private readonly Route _other = RouteTo("/other");
    private AccessDecider _decider = null!;
    private ProxyCaller _member = null!;
    private ProxyCaller _admin = null!;

    /// <summary>Rules for so many more servers in the scope of the member.</summary>
    [Params(0, 10_000)]
    public int MoreServers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var scopes = ScopeSeeder.BuiltIn().Select(scope => scope.Name != "registry-users-lob1" ? scope : scope with
        {
            Rules = [
                .. scope.Rules, .. Enumerable.Range(0, MoreServers).Select(n => new ServerRule($"server-{n}", ["tools/list"], ["tool"]))],
        });
        var snapshot = new AccessSnapshot([.. scopes.Select(scope => new CompiledScope(scope))], toolsOpenMethods: false, version: 1);
        var holder = new AccessSnapshotHolder();
        holder.Publish(snapshot);
        _decider = new(holder, []);
        _member = CallerOf(snapshot, "registry-users-lob1");
        _admin = CallerOf(snapshot, "registry-admins");
    }

    [Benchmark(Baseline = true)]
    public bool MemberCallsTool() => _decider.For(_member, _currentTime).AllowsTool("current_time_by_timezone");

    [Benchmark]
    public bool MemberIsDeniedTool() => _decider.For(_member, _currentTime).AllowsTool("other_tool");

    [Benchmark]
    public bool MemberAtForeignServer() => _decider.For(_member, _other).AllowsServer;

    [Benchmark]
    public bool AdministratorCallsTool() => _decider.For(_admin, _other).AllowsTool("anything");

    [Benchmark]
    public bool MemberListsTools() => _decider.For(_member, _currentTime).AllowsMethod("tools/list");

    private static Route RouteTo(string path) => new() { Path = path, Upstream = new("http://127.0.0.1/"), State = RouteState.Ready };

    private static ProxyCaller CallerOf(AccessSnapshot snapshot, string group)
    {
        var scopes = snapshot.ScopesOf([group]);
        var caller = new Caller
        {
            UserName = "bob",
            Subject = "local:bob",
            Groups = [group],
            Scopes = scopes,
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = snapshot.PermissionsOf([group], scopes),
        };
        return new()
        {
            Subject = caller.Subject,
            UserName = "bob",
            ClientId = "",
            Scopes = string.Join(' ', scopes),
            AuthMethod = "traditional",
            Principal = caller,
        };
    }
}
