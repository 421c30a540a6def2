using System.Buffers;
using System.IO.Pipelines;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Sessions;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Brings an upstream's answer to the client, in the one of three ways that fits it: as it is, read whole, or event by event.
/// </summary>
internal sealed partial class AnswerRelay(
    SessionSealer sealer, ProxyMeter meter, MemoryBudget memory, IPinReports pins, IOptions<ProxyOptions> options, TimeProvider clock,
    ILogger<AnswerRelay> logger)
{
    /// <summary>
    /// Answers up to this size are read before they are passed on, to see whose they are. Of larger ones the beginning is: most servers
    /// write the id first.
    /// </summary>
    private const int SmallAnswer = 16 * 1024;

    /// <summary>What is looked at of a larger answer, if so much is there at once.</summary>
    private const int Beginning = 4 * 1024;

    /// <summary>Larger lists are judged in the thread pool.</summary>
    private const int LargeList = 64 * 1024;

    /// <returns>Null when all of it was passed on.</returns>
    public ValueTask<UpstreamFailure?> RelayAsync(ProxyExchange exchange, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        var rules = exchange.Answers ?? new ServerAnswerRules(exchange, sealer, pins);
        return MediaType(upstream).Equals("text/event-stream", StringComparison.OrdinalIgnoreCase)
            ? RelayEventsAsync(exchange, rules, upstream, cancellationToken)
            : rules.ReadsWhole ? RelayFilteredAsync(exchange, rules, upstream, cancellationToken)
            : RelayAsIsAsync(exchange, upstream, cancellationToken);
    }

    private async ValueTask<UpstreamFailure?> RelayAsIsAsync(
        ProxyExchange exchange, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        var response = exchange.Context.Response;
        ResponseHeaders.Copy(exchange, upstream, isRewritten: false);
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
        if (response.StatusCode == StatusCodes.Status200OK && OnlyRequest(exchange) is { } request)
        {
            return response.ContentLength is <= SmallAnswer and var small
                ? await RelaySmallAsync(exchange, source, (int)small, request, cancellationToken)
                : await RelayLargeAsync(exchange, source, request, cancellationToken);
        }

        return await CopyAsync(exchange, source, cancellationToken);
    }

    private static async ValueTask<UpstreamFailure?> CopyAsync(ProxyExchange exchange, Stream source, CancellationToken cancellationToken)
    {
        var copied = await RawCopier.CopyAsync(source, exchange.Context.Response.BodyWriter, cancellationToken);
        exchange.ResponseBytes += Math.Max(0, copied);
        return copied < 0 ? UpstreamFailure.ClientGone : null;
    }

    private static async ValueTask<UpstreamFailure?> RelayLargeAsync(
        ProxyExchange exchange, Stream source, JsonRpcMessage request, CancellationToken cancellationToken)
    {
        var writer = exchange.Context.Response.BodyWriter;
        var isLate = await WaitAsync(source, writer, cancellationToken);
        var buffer = writer.GetMemory(Beginning);
        var count = await source.ReadAsync(buffer, cancellationToken);
        if (!AnswerIds.FitsSoFar(buffer.Span[..count], request.RawId.Span))
        {
            return UpstreamFailure.WrongId;
        }

        exchange.Answered = AnswerErrors.Find(buffer.Span[..count], request.RawId.Span);
        writer.Advance(count);
        exchange.ResponseBytes = count;
        return await CopyAsync(exchange, source, cancellationToken)
            ?? (isLate && (await writer.FlushAsync(cancellationToken)).IsCompleted ? UpstreamFailure.ClientGone : null);
    }

    /// <summary>Waits for the body. True when it was not there yet: then the headers have gone, they do not wait for it.</summary>
    private static async ValueTask<bool> WaitAsync(Stream source, PipeWriter writer, CancellationToken cancellationToken)
    {
        var ready = source.ReadAsync(Memory<byte>.Empty, cancellationToken);
        var isLate = !ready.IsCompleted;
        if (isLate)
        {
            await writer.FlushAsync(cancellationToken);
        }

        await ready;
        return isLate;
    }

    /// <summary>Read into the server's own buffer, so that looking at it costs no copy.</summary>
    private static async ValueTask<UpstreamFailure?> RelaySmallAsync(
        ProxyExchange exchange, Stream source, int length, JsonRpcMessage request, CancellationToken cancellationToken)
    {
        var writer = exchange.Context.Response.BodyWriter;
        var isLate = await WaitAsync(source, writer, cancellationToken);
        var buffer = writer.GetMemory(length)[..length];
        await source.ReadExactlyAsync(buffer, cancellationToken);
        if (!AnswerIds.Fits(buffer.Span, request.RawId.Span))
        {
            return UpstreamFailure.WrongId;
        }

        exchange.Answered = AnswerErrors.Find(buffer.Span, request.RawId.Span);
        writer.Advance(length);
        exchange.ResponseBytes = length;
        return isLate && (await writer.FlushAsync(cancellationToken)).IsCompleted ? UpstreamFailure.ClientGone : null;
    }

    private static JsonRpcMessage? OnlyRequest(ProxyExchange exchange) =>
        exchange.Message is { IsBatch: false, Count: 1 } message && message[0].Kind == JsonRpcKind.Request ? message[0] : null;

    private async ValueTask<UpstreamFailure?> RelayFilteredAsync(
        ProxyExchange exchange, IAnswerRules rules, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxFilteredBytes;
        if (IsEncoded(upstream) || upstream.Content.Headers.ContentLength > limit)
        {
            LogWithheld(exchange.Route.Path, upstream.Content.Headers.ContentLength ?? 0, limit);
            return rules.Unreadable;
        }

        var source = await upstream.Content.ReadAsStreamAsync(cancellationToken);
        using var lease = memory.For(exchange.Caller!.Subject);
        var (result, whole) = await BoundedRead.ReadAsync(source, limit, lease, cancellationToken);
        if (result != BodyResult.Whole)
        {
            LogWithheld(exchange.Route.Path, limit, limit);
            return result == BodyResult.NoMemory ? UpstreamFailure.NoMemory : rules.Unreadable;
        }

        try
        {
            if (whole.Length > LargeList)
            {
                await SocketThread.LeaveAsync();
            }

            if (OnlyRequest(exchange) is { } request)
            {
                exchange.Answered = AnswerErrors.Find(whole.Memory.Span, request.RawId.Span);
            }

            var filtered = new ArrayBufferWriter<byte>();
            var verdict = rules.Filter(whole.Memory, !upstream.IsSuccessStatusCode, filtered);
            if (verdict == FilterResult.Refused)
            {
                return rules.Unreadable;
            }

            ResponseHeaders.Copy(exchange, upstream, isRewritten: true);
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
        ProxyExchange exchange, IAnswerRules rules, HttpResponseMessage upstream, CancellationToken cancellationToken)
    {
        if (IsEncoded(upstream))
        {
            return rules.Unreadable;
        }

        var response = exchange.Context.Response;
        ResponseHeaders.Copy(exchange, upstream, isRewritten: true);
        if (!ResponseHeaders.TrySealSession(exchange, upstream, sealer))
        {
            return UpstreamFailure.Broken;
        }

        exchange.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        var source = await upstream.Content.ReadAsStreamAsync(cancellationToken);
        using var lease = memory.For(exchange.Caller!.Subject);
        var limit = options.Value.MaxFilteredBytes;
        var transform = rules.Transform(upstream);
        var relay = new SseRelay(
            OnlyRequest(exchange) is { } request ? new AnswerWatch(transform, exchange, request) : transform, limit,
            rules.Large(lease, bytes => LogWithheld(exchange.Route.Path, bytes, limit)));
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
        catch (OperationCanceledException) when (exchange.StreamsEnded.IsCancellationRequested && relay.IsBetweenEvents)
        {
            // A complete answer, after which the client opens the stream again.
            return null;
        }
        finally
        {
            exchange.ResponseBytes = copier.Bytes;
            meter.StreamClosed();
        }
    }

    [LoggerMessage(9003, LogLevel.Warning,
        "An answer of {Path} is withheld: it must be read before it is passed on, and cannot be ({Bytes} bytes so far; "
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
