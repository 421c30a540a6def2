using System.Buffers;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Sessions;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Brings an upstream's answer to the client, in the one of three ways that fits it.</summary>
internal sealed partial class AnswerRelay(
    SessionSealer sealer, ProxyMeter meter, MemoryBudget memory, IOptions<ProxyOptions> options, TimeProvider clock,
    ILogger<AnswerRelay> logger)
{
    /// <summary>Answers up to this size are read before they are passed on, to see whose they are.</summary>
    private const int SmallAnswer = 16 * 1024;

    /// <summary>Larger lists are judged in the thread pool.</summary>
    private const int LargeList = 64 * 1024;

    /// <returns>Null when all of it was passed on.</returns>
    public ValueTask<UpstreamFailure?> RelayAsync(ProxyExchange exchange, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        var mediaType = MediaType(upstream);
        if (mediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            return RelayEventsAsync(exchange, upstream, cancellationToken);
        }

        return MayHoldToolList(exchange)
            ? RelayFilteredAsync(exchange, upstream, cancellationToken)
            : RelayAsIsAsync(exchange, upstream, cancellationToken);
    }

    private async ValueTask<UpstreamFailure?> RelayAsIsAsync(
        ProxyExchange exchange, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        var response = exchange.Context.Response;
        ResponseHeaders.Copy(exchange, upstream);
        if (!ResponseHeaders.TrySealSession(exchange, upstream, sealer))
        {
            return UpstreamFailure.Broken;
        }

        if (upstream.Content.Headers.ContentLength is { } length)
        {
            response.ContentLength = HasNoContent(response.StatusCode) ? null : length;
            if (length == 0)
            {
                return null;
            }
        }

        var source = await upstream.Content.ReadAsStreamAsync(cancellationToken);
        if (response is { StatusCode: StatusCodes.Status200OK, ContentLength: <= SmallAnswer } && OnlyRequest(exchange) is { } request)
        {
            return await RelaySmallAsync(exchange, source, (int)response.ContentLength, request, cancellationToken);
        }

        var copied = await RawCopier.CopyAsync(source, response.BodyWriter, cancellationToken);
        exchange.ResponseBytes = Math.Max(0, copied);
        return copied < 0 ? UpstreamFailure.ClientGone : null;
    }

    /// <summary>Read into the server's own buffer, so that looking at it costs no copy.</summary>
    private static async ValueTask<UpstreamFailure?> RelaySmallAsync(
        ProxyExchange exchange, Stream source, int length, JsonRpcMessage request, CancellationToken cancellationToken)
    {
        var writer = exchange.Context.Response.BodyWriter;
        var ready = source.ReadAsync(Memory<byte>.Empty, cancellationToken);
        var isLate = !ready.IsCompleted;
        if (isLate)
        {
            // The headers do not wait for a body that is not there yet.
            await writer.FlushAsync(cancellationToken);
        }

        await ready;
        var buffer = writer.GetMemory(length)[..length];
        await source.ReadExactlyAsync(buffer, cancellationToken);
        if (!AnswerIds.Fits(buffer.Span, request.RawId.Span))
        {
            return UpstreamFailure.WrongId;
        }

        writer.Advance(length);
        exchange.ResponseBytes = length;
        return isLate && (await writer.FlushAsync(cancellationToken)).IsCompleted ? UpstreamFailure.ClientGone : null;
    }

    private static JsonRpcMessage? OnlyRequest(ProxyExchange exchange) =>
        exchange.Message is { IsBatch: false, Count: 1 } message && message[0].Kind == JsonRpcKind.Request ? message[0] : null;

    private async ValueTask<UpstreamFailure?> RelayFilteredAsync(
        ProxyExchange exchange, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxFilteredBytes;
        if (IsEncoded(upstream) || upstream.Content.Headers.ContentLength > limit)
        {
            LogWithheld(exchange.Route.Path, upstream.Content.Headers.ContentLength ?? 0, limit);
            return UpstreamFailure.Unfilterable;
        }

        var source = await upstream.Content.ReadAsStreamAsync(cancellationToken);
        using var lease = memory.For(exchange.Caller!.Subject);
        var (result, whole) = await BoundedRead.ReadAsync(source, limit, lease, cancellationToken);
        if (result != BodyResult.Whole)
        {
            LogWithheld(exchange.Route.Path, limit, limit);
            return result == BodyResult.NoMemory ? UpstreamFailure.NoMemory : UpstreamFailure.Unfilterable;
        }

        try
        {
            if (whole.Length > LargeList)
            {
                await SocketThread.LeaveAsync();
            }

            var filtered = new ArrayBufferWriter<byte>();
            var verdict = new ToolListFilter(exchange.Access!, Scope(exchange)).Filter(whole.Memory, filtered);
            if (verdict == FilterResult.Refused)
            {
                return UpstreamFailure.Unfilterable;
            }

            ResponseHeaders.Copy(exchange, upstream);
            if (!ResponseHeaders.TrySealSession(exchange, upstream, sealer))
            {
                return UpstreamFailure.Broken;
            }

            await WriteAsync(exchange, verdict == FilterResult.Unchanged ? whole.Memory : filtered.WrittenMemory, cancellationToken);
            return null;
        }
        finally
        {
            whole.Return();
        }
    }

    private async ValueTask<UpstreamFailure?> RelayEventsAsync(
        ProxyExchange exchange, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        if (IsEncoded(upstream))
        {
            return UpstreamFailure.Unfilterable;
        }

        var response = exchange.Context.Response;
        ResponseHeaders.Copy(exchange, upstream);
        if (!ResponseHeaders.TrySealSession(exchange, upstream, sealer))
        {
            return UpstreamFailure.Broken;
        }

        exchange.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        var source = await upstream.Content.ReadAsStreamAsync(cancellationToken);
        using var lease = memory.For(exchange.Caller!.Subject);
        var relay = new SseRelay(Transform(exchange, upstream), options.Value.MaxFilteredBytes, Large(exchange, lease));
        var copier = new SseCopier(response.BodyWriter, clock, options.Value.KeepAliveInterval, relay);
        meter.StreamOpened();
        try
        {
            return await copier.CopyAsync(source, cancellationToken) switch
            {
                SseEnd.Complete => null,
                SseEnd.TooLarge => UpstreamFailure.Broken,
                SseEnd.ClientGone => UpstreamFailure.ClientGone,
            };
        }
        finally
        {
            exchange.ResponseBytes = copier.Bytes;
            meter.StreamClosed();
        }
    }

    private ISseTransform Transform(ProxyExchange exchange, HttpResponseMessage upstream)
    {
        var filter = new ToolListFilter(exchange.Access!, Scope(exchange));
        if (!HttpMethods.IsGet(exchange.Context.Request.Method))
        {
            return filter;
        }

        var caller = exchange.Caller!;
        var route = exchange.Route;
        return new SseTransforms(
            new EndpointEventRewriter(
                exchange.Context.Request.PathBase.Value + route.Path,
                upstream.RequestMessage?.RequestUri ?? route.Upstream,
                address => sealer.Seal(SealPurpose.MessageAddress, address, caller, route) ?? "unusable"),
            filter);
    }

    private SseLarge Large(ProxyExchange exchange, BufferLease lease)
    {
        var scope = Scope(exchange);
        return new SseLarge(
            scope.PassesLarge, scope.OnlyId, lease, bytes => LogWithheld(exchange.Route.Path, bytes, options.Value.MaxFilteredBytes));
    }

    [LoggerMessage(9003, LogLevel.Warning,
        "An answer of server {Path} is withheld: it may hold a list of tools and cannot be checked ({Bytes} bytes so far; "
            + "Proxy:MaxFilteredBytes is {Limit}, and Proxy:MaxBufferedBytes bounds all together)")]
    private partial void LogWithheld(string path, long bytes, int limit);

    private static async ValueTask WriteAsync(ProxyExchange exchange, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var response = exchange.Context.Response;
        exchange.ResponseBytes = body.Length;
        if (!HasNoContent(response.StatusCode))
        {
            response.ContentLength = body.Length;
            await response.BodyWriter.WriteAsync(body, cancellationToken);
        }
    }

    private static ToolListScope Scope(ProxyExchange exchange) =>
        exchange.Message.Count == 0 ? ToolListScope.Everything : ToolListScope.For(exchange.Message);

    /// <summary>An answer to a GET or DELETE answers no known request, so it is looked through too.</summary>
    private static bool MayHoldToolList(ProxyExchange exchange)
    {
        var message = exchange.Message;
        for (var index = 0; index < message.Count; index++)
        {
            if (message[index].Method == McpMethods.ToolsList)
            {
                return true;
            }
        }

        return message.Count == 0;
    }

    private static ReadOnlySpan<char> MediaType(HttpResponseMessage upstream)
    {
        if (!upstream.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values))
        {
            return default;
        }

        var text = values.ToString().AsSpan();
        var end = text.IndexOf(';');
        return (end < 0 ? text : text[..end]).Trim();
    }

    private static bool IsEncoded(HttpResponseMessage upstream) =>
        upstream.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values)
        && !values.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static bool HasNoContent(int status) => status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent;
}
