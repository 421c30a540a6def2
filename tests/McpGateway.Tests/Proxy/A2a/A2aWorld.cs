using System.Buffers;
using System.Text;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.A2a;

/// <summary>Callers of an agent, and what the walks make of their messages.</summary>
internal sealed class A2aWorld : IDisposable
{
    private readonly SessionSealer _sealer = new(new Keys(1));
    private readonly SessionSealer _other = new(new Keys(9));

    public A2aWorld() => (Alice, Bob, Elsewhere, Foreign) = (
        Ids("alice", "/travel", _sealer), Ids("bob", "/travel", _sealer), Ids("alice", "/other", _sealer), Ids("alice", "/travel", _other));

    public A2aIds Alice { get; }

    /// <summary>Alice in another exchange: nothing is remembered.</summary>
    public A2aIds AliceLater => Ids("alice", "/travel", _sealer);

    public A2aIds Bob { get; }

    /// <summary>Alice at another agent.</summary>
    public A2aIds Elsewhere { get; }

    /// <summary>Alice at another gateway.</summary>
    public A2aIds Foreign { get; }

    public A2aPolicy Policy { get; set; } = new(IssuesContexts: false, Tenant: null, AllowsPrivateAddresses: true);

    public void Dispose()
    {
        _sealer.Dispose();
        _other.Dispose();
    }

    public (RequestWalk Walk, string Text) Ask(A2aOperation operation, string json, bool isVersion1 = true, bool isRpc = false)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var walk = new RequestWalk(bytes, Alice, Policy);
        walk.Run(isRpc ? A2aShapes.Request(operation, isVersion1) : A2aShapes.Params(operation, isVersion1));
        var output = new ArrayBufferWriter<byte>();
        return (walk, walk.TryWrite(output) ? Encoding.UTF8.GetString(output.WrittenSpan) : json);
    }

    public (FilterResult Result, string Text) Answer(
        A2aOperation operation, string json, bool isRpc = false, string rawId = "1", string? context = null, bool isFailure = false)
    {
        var answers = new A2aAnswers(operation, isRpc, Alice, new A2aExpectation
        {
            Card = card => GatewayCard.Rewrite(card, new("https://gw.test/travel", null, AllowsPush: true)),
            RawId = isRpc ? Encoding.UTF8.GetBytes(rawId) : default,
            Context = context,
        });
        var output = new ArrayBufferWriter<byte>();
        var result = answers.Filter(Encoding.UTF8.GetBytes(json), isFailure, output);
        return (result, result == FilterResult.Filtered ? Encoding.UTF8.GetString(output.WrittenSpan) : json);
    }

    private static A2aIds Ids(string user, string path, SessionSealer sealer) => new(
        sealer,
        new ProxyCaller { Subject = user, UserName = user, ClientId = "", Scopes = "", AuthMethod = "", Principal = user },
        new Route { Path = path, Upstream = new Uri("http://agent.test/"), State = RouteState.Ready });

    private sealed class Keys(byte seed) : ISessionKeyProvider
    {
        public ReadOnlyMemory<byte> Key { get; } = Enumerable.Range(seed, 32).Select(number => (byte)number).ToArray();
    }
}
