using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Everything known about one request while it is served. Written by the steps of the pipeline in their order.</summary>
internal sealed class ProxyExchange(HttpContext context, RouteMatch match, string query)
{
    public HttpContext Context => context;

    public RouteMatch Match { get; private set; } = match;

    public Route Route => Match.Route;

    /// <summary>
    /// The query as it was sent, with its <c>?</c>; without what holds a credential of the gateway, once that was judged.
    /// </summary>
    public string Query { get; set; } = query;

    public required DateTimeOffset At { get; init; }

    public required long StartedAt { get; init; }

    /// <summary>Timestamp; 0 until authenticated.</summary>
    public long AuthenticatedAt { get; set; }

    /// <summary>Timestamp of the sending to the upstream; 0 before.</summary>
    public long ForwardedAt { get; set; }

    /// <summary>Timestamp of the head of the upstream's answer; 0 before.</summary>
    public long AnsweredAt { get; set; }

    /// <summary>What broke off an answer that had begun; null when nothing did.</summary>
    public string? BrokenOffBy { get; set; }

    /// <summary>Null when it is not traced, or not yet.</summary>
    public ExchangeTrace? Trace { get; set; }

    /// <summary>Null until authenticated.</summary>
    public ProxyCaller? Caller { get; set; }

    public CredentialSource Source { get; set; }

    public IServerAccess? Access { get; set; }

    /// <summary>The room that the exchange takes; handed back when it ends.</summary>
    public AdmissionPass Pass { get; set; }

    /// <summary>Memory that it holds beyond what everyone may.</summary>
    public BufferLease? Memory { get; set; }

    /// <summary>Cancelled when the server is switched off or removed.</summary>
    public CancellationToken ServerClosed { get; set; }

    /// <summary>Cancelled when standing streams end; never for a call.</summary>
    public CancellationToken StreamsEnded { get; set; }

    /// <summary>The upstream's session id that the client named, opened; null when it named none.</summary>
    public string? SessionId { get; set; }

    /// <summary>What is forwarded: the original bytes, or for an agent those with its own ids in them.</summary>
    public PooledBody Body { get; set; }

    /// <summary>True when a connection may still read <see cref="Body"/>: then its buffer is left to the garbage collector.</summary>
    public bool IsBodyInUse { get; set; }

    public JsonRpcBody Message { get; set; }

    /// <summary>What the path of an A2A agent asks for in the HTTP binding; null for any other request.</summary>
    public RestCall? RestCall { get; set; }

    /// <summary>How answers are read; null for as those of an MCP server.</summary>
    public IAnswerRules? Answers { get; set; }

    /// <summary>What the upstream demanded of a credential that does not reach far enough; null when nothing.</summary>
    public string? ScopeChallenge { get; set; }

    /// <summary>Bytes of the answer's content that went to the client.</summary>
    public long ResponseBytes { get; set; }

    public CallOutcome Outcome { get; set; } = CallOutcome.Forwarded;

    /// <summary>What the upstream's answer says went wrong, as far as it was looked at.</summary>
    public CallOutcome Answered { get; set; } = CallOutcome.Forwarded;

    /// <summary>
    /// How it ended for whoever called. A status that says no to a stream or to the end of a session is no error: servers may have neither.
    /// </summary>
    public CallOutcome Ended => Outcome != CallOutcome.Forwarded ? Outcome
        : Message.Count > 0 && context.Response.StatusCode >= StatusCodes.Status400BadRequest ? CallOutcome.HttpError
        : Answered;

    /// <summary>
    /// The <c>Authorization</c> beside <c>X-Authorization</c> holds a credential of the gateway, too: to the upstream there is none.
    /// </summary>
    public bool WithholdsAuthorization { get; set; }

    /// <summary>Whether the client's own <c>Authorization</c>, if there is one, goes to the upstream.</summary>
    public bool ForwardsAuthorization =>
        (Source == CredentialSource.XAuthorization && !WithholdsAuthorization)
        || (Source == CredentialSource.Authorization && Route.ForwardsGatewayCredential);

    /// <summary>Whether the request goes out with a credential that the gateway keeps for the caller.</summary>
    public bool UsesEgressCredential =>
        Route.UsesEgressCredentials
        && !(Source == CredentialSource.XAuthorization && !WithholdsAuthorization && Context.Request.Headers.Authorization.Count > 0);

    /// <summary>
    /// Whether the upstream's opinion of a credential is about one that the client sent for it. It says nothing of what the credential is
    /// worth there: any text will do.
    /// </summary>
    public bool HasForwardedAuthorization => ForwardsAuthorization && Context.Request.Headers.Authorization.Count > 0;

    /// <summary>The server's route has become another while the request waited.</summary>
    public void Reroute(RouteMatch match) => Match = match;
}
