using System.IO.Pipelines;
using System.Net;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn;

/// <summary>One request and its streaming answer: the SDK writes into a pipe, the data plane reads from it as events come.</summary>
internal static class InProcessExchange
{
    /// <summary>Answers a POST. Returns with the first event, or when it is clear that there will be none.</summary>
    /// <param name="endsSession">The session exists for this request alone.</param>
    public static async Task<HttpResponseMessage> AnswerAsync(
        InProcessSession session, JsonRpcMessage message, string? sessionId, bool endsSession, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var body = new StreamedContent(pipe.Reader);
        var started = new TaskCompletionSource<HttpStatusCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = PumpAsync(session, message, pipe.Writer, started, endsSession, body.ReaderGone);
        try
        {
            var status = await started.Task.WaitAsync(cancellationToken);
            if (status is not HttpStatusCode.Accepted)
            {
                return McpAnswers.Stream(body, status, sessionId);
            }

            body.Dispose();
            return new(status);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Answers a GET: the stream of what the server says unasked.</summary>
    public static HttpResponseMessage Listen(InProcessSession session, string sessionId)
    {
        var pipe = new Pipe();
        var body = new StreamedContent(pipe.Reader);
        _ = ListenAsync(session, pipe.Writer, body.ReaderGone);
        return McpAnswers.Stream(body, HttpStatusCode.OK, sessionId);
    }

    private static HttpStatusCode StatusOf(JsonRpcMessage? first, bool isStateless) =>
        !isStateless || first is not JsonRpcError { Error: { } error } ? HttpStatusCode.OK : error.Code switch
        {
            // SEP-2575 maps these errors onto HTTP.
            -32601 => HttpStatusCode.NotFound,
            -32020 or -32021 or -32022 => HttpStatusCode.BadRequest,
            _ => HttpStatusCode.OK,
        };

    private static async Task PumpAsync(
        InProcessSession session,
        JsonRpcMessage message,
        PipeWriter writer,
        TaskCompletionSource<HttpStatusCode> started,
        bool endsSession,
        CancellationToken readerGone)
    {
        session.Enter();
        var isStateless = McpRequestReader.IsStateless(message.Context?.ProtocolVersion);
        Exception? failure = null;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(readerGone, session.Closing);
        try
        {
            var wrote = await session.Transport.HandlePostRequestAsync(
                message,
                writer.AsStream(leaveOpen: true),
                first =>
                {
                    started.TrySetResult(StatusOf(first, isStateless));
                    return ValueTask.CompletedTask;
                },
                gone.Token);
            started.TrySetResult(wrote ? HttpStatusCode.OK : HttpStatusCode.Accepted);
        }
#pragma warning disable CA1031 // whatever ends the exchange ends the stream: the reader sees the failure instead of a silent end
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
            started.TrySetException(thrown);
        }

        await writer.CompleteAsync(failure);
        session.Leave();
        if (endsSession)
        {
            await session.DisposeAsync();
        }
    }

    private static async Task ListenAsync(InProcessSession session, PipeWriter writer, CancellationToken readerGone)
    {
        session.Enter();
        Exception? failure = null;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(readerGone, session.Closing);
        try
        {
            await session.Transport.HandleGetRequestAsync(writer.AsStream(leaveOpen: true), gone.Token);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Expected: the client disconnected or the session ended, which is the only way such a stream ends.
        }
#pragma warning disable CA1031 // a second GET on the same session, for one: the client sees a broken stream, the session goes on
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        await writer.CompleteAsync(failure);
        session.Leave();
    }
}
