using System.Diagnostics;
using System.Text;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// The spans of an exchange, by the OpenTelemetry conventions for MCP: one of the server's kind for what the client asked, and below it one
/// of the client's kind for the upstream. The context comes from the message (SEP-414) or else from the request's header. It goes on in
/// the header, and in the message where there was one (ADR 41). When it was sent on and answered is noted for the record of the call, too;
/// nothing else is as long as nobody listens.
/// </summary>
internal sealed class ExchangeTracer(TimeProvider clock) : IDisposable
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    /// <summary>The W3C recommendation says that as much has to be passed on; longer ones are left out.</summary>
    private const int LongestState = 512;

    /// <summary>What states something about the bytes of the body: then they stay as they are.</summary>
    private static readonly string[] Digests = ["Content-Digest", "Repr-Digest", "Digest", "Content-MD5", "Signature"];

    internal ActivitySource Source { get; } = new(ProxySpans.Source);

    public void Dispose() => Source.Dispose();

    /// <summary>An exchange that the process itself began belongs to what it does just now.</summary>
    public void Adopt(ProxyExchange exchange)
    {
        if (Source.HasListeners() && Activity.Current is { } current)
        {
            exchange.Trace = new() { Parent = current.Context };
        }
    }

    /// <summary>What was asked is allowed and goes to the upstream.</summary>
    public void Forwarding(ProxyExchange exchange)
    {
        if (SpanOf(exchange) is { } span)
        {
            Activity.Current = span;
            exchange.Trace!.UpstreamSpan = Source.StartActivity(span.DisplayName, ActivityKind.Client);
        }

        exchange.ForwardedAt = clock.GetTimestamp();
    }

    /// <summary>Puts the context into the request that goes out, and into its message if the client put one there.</summary>
    public static void Pass(ProxyExchange exchange, HttpRequestMessage request)
    {
        if ((exchange.Trace?.UpstreamSpan ?? exchange.Trace?.Span) is not { Id: { } id } span)
        {
            return;
        }

        request.Headers.Remove(TraceParent);
        request.Headers.Remove(TraceState);
        request.Headers.TryAddWithoutValidation(TraceParent, id);
        if (span.TraceStateString is { Length: > 0 and <= LongestState } state)
        {
            request.Headers.TryAddWithoutValidation(TraceState, state);
        }

        if (exchange.Trace!.Text is { } text && id.Length == text.End.Value - text.Start.Value && !IsDigested(exchange.Context.Request))
        {
            // The same number of hexadecimal digits in place of others: the message that was judged, in everything that anybody judges.
            Encoding.ASCII.GetBytes(id, exchange.Body.Span[text]);
        }
    }

    /// <summary>The head of the upstream's answer is there.</summary>
    public void Answered(ProxyExchange exchange, int status)
    {
        exchange.AnsweredAt = clock.GetTimestamp();
        if (exchange.Trace is { UpstreamSpan: { IsAllDataRequested: true } span })
        {
            var wait = clock.GetElapsedTime(exchange.ForwardedAt, exchange.AnsweredAt);
            span.SetTag(ProxySpans.UpstreamWait, wait.TotalSeconds);
            span.SetTag("http.response.status_code", status);
        }
    }

    /// <summary>The upstream has nothing more to do with it.</summary>
    public static void Forwarded(ProxyExchange exchange, Uri address)
    {
        if (exchange.Trace?.UpstreamSpan is not { } span)
        {
            return;
        }

        if (span.IsAllDataRequested)
        {
            SetMessage(span, exchange);
            span.SetTag("server.address", address.Host);
            span.SetTag("server.port", address.Port);
            SetOutcome(span, exchange);
        }

        span.Stop();
    }

    /// <returns>The id of the trace, if it is recorded.</returns>
    public string? End(ProxyExchange exchange)
    {
        if (SpanOf(exchange) is not { } span)
        {
            return null;
        }

        if (span.IsAllDataRequested)
        {
            Describe(span, exchange);
        }

        var current = Activity.Current;
        span.Stop();
        Activity.Current = ReferenceEquals(current, span) ? null : current;
        return span.Recorded ? span.TraceId.ToHexString() : null;
    }

    /// <summary>The span of the exchange, begun when it is first asked for; null where nobody listens.</summary>
    private Activity? SpanOf(ProxyExchange exchange)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var trace = exchange.Trace ??= new();
        return trace.Span ??= Begin(exchange, trace);
    }

    /// <summary>
    /// Begins with the exchange, although it may be known only now where it belongs: in the message, which was read after the caller was
    /// known.
    /// </summary>
    private Activity? Begin(ProxyExchange exchange, ExchangeTrace trace)
    {
        var parent = trace.Parent ?? Remote(exchange, trace);
        var before = Activity.Current;
        try
        {
            // Without a context of its own it would become a part of whatever runs here.
            Activity.Current = null;
            return Source.StartActivity(ActivityKind.Server, parent, startTime: exchange.At, name: NameOf(exchange));
        }
        finally
        {
            Activity.Current = before;
        }
    }

    /// <summary>Of strangers nothing is taken: whoever is not let in begins a trace that the gateway's own sampling decides on.</summary>
    private static ActivityContext Remote(ProxyExchange exchange, ExchangeTrace trace)
    {
        if (exchange.Caller is null)
        {
            return default;
        }

        if (exchange.Route.Agent is null && exchange.Message is { IsBatch: false, Count: 1 }
            && MessageMeta.TryFindTrace(exchange.Body.Memory.Span, out var parent, out var state))
        {
            var body = exchange.Body.Memory.Span;
            var stated = state.End.Value - state.Start.Value;
            if (ActivityContext.TryParse(
                Encoding.ASCII.GetString(body[parent]),
                stated is > 0 and <= LongestState ? Encoding.ASCII.GetString(body[state]) : null, isRemote: true, out var inMessage))
            {
                trace.Text = parent;
                return inMessage;
            }
        }

        var headers = exchange.Context.Request.Headers;
        string? known = headers[TraceState];
        return headers[TraceParent] is { Count: 1 } header
            && ActivityContext.TryParse(header[0], known?.Length <= LongestState ? known : null, isRemote: true, out var inHeader)
            ? inHeader
            : default;
    }

    private static bool IsDigested(HttpRequest request) =>
        Array.Exists(Digests, name => request.Headers.ContainsKey(name));

    /// <summary>Few names, as conventions ask: the tool's or the prompt's is one, a resource's is not.</summary>
    private static string NameOf(ProxyExchange exchange) => exchange.Message switch
    {
        { IsBatch: true } => "batch",
        { Count: 1 } body when body[0] is { Method: McpMethods.ToolsCall or McpMethods.PromptsGet, Target: { } target } =>
            $"{body[0].Method} {target}",
        { Count: 1 } body when body[0].Method.Length > 0 => body[0].Method,
        { Count: 1 } => "response",
        _ => exchange.Context.Request.Method,
    };

    private static void Describe(Activity span, ProxyExchange exchange)
    {
        SetMessage(span, exchange);
        span.SetTag("network.protocol.name", "http");
        span.SetTag("http.request.method", exchange.Context.Request.Method);
        span.SetTag("http.response.status_code", exchange.Context.Response.StatusCode);
        span.SetTag("http.request.body.size", exchange.Body.Length);
        span.SetTag("http.response.body.size", exchange.ResponseBytes);
        span.SetTag(ProxySpans.Decision, exchange.Outcome switch
        {
            CallOutcome.Denied => "deny",
            CallOutcome.Unauthenticated => "unauthenticated",
            _ => exchange.Access is null ? "none" : "allow",
        });
        if (exchange.Caller is { } caller)
        {
            span.SetTag(ProxySpans.AuthMethod, caller.AuthMethod);
        }

        SetOutcome(span, exchange);
    }

    private static void SetMessage(Activity span, ProxyExchange exchange)
    {
        span.SetTag(ProxySpans.Server, exchange.Route.Name);
        var body = exchange.Message;
        if (body.IsBatch)
        {
            span.SetTag(ProxySpans.BatchSize, body.Count);
        }
        else if (body.Count == 1)
        {
            SetMessage(span, body[0]);
        }
    }

    private static void SetMessage(Activity span, JsonRpcMessage message)
    {
        span.SetTag("mcp.method.name", message.Method.Length > 0 ? message.Method : null);
        span.SetTag("mcp.protocol.version", message.ProtocolVersion);
        if (!message.RawId.IsEmpty)
        {
            span.SetTag("jsonrpc.request.id", Encoding.UTF8.GetString(message.RawId.Span).Trim('"'));
        }

        switch (message.Method)
        {
            case McpMethods.ToolsCall:
                span.SetTag("gen_ai.operation.name", "execute_tool");
                span.SetTag("gen_ai.tool.name", message.Target);
                break;
            case McpMethods.PromptsGet:
                span.SetTag("gen_ai.prompt.name", message.Target);
                break;
            case McpMethods.ResourcesRead or McpMethods.ResourcesSubscribe or McpMethods.ResourcesUnsubscribe:
                span.SetTag("mcp.resource.uri", message.Target);
                break;
        }
    }

    private static void SetOutcome(Activity span, ProxyExchange exchange)
    {
        var outcome = exchange.Ended;
        span.SetTag(ProxySpans.Outcome, CallOutcomeNames.Of(outcome));
        var status = exchange.Context.Response.StatusCode;
        if (outcome != CallOutcome.Forwarded || status >= StatusCodes.Status400BadRequest)
        {
            span.SetTag("error.type", outcome switch
            {
                CallOutcome.Forwarded or CallOutcome.HttpError => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => CallOutcomeNames.Of(outcome),
            });
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
