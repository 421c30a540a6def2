using System.Net.Sockets;

namespace McpGateway.Proxy.Http1;

/// <summary>One request and the head of its answer on a connection.</summary>
internal static class PlainExchange
{
    private const int MaxInterimAnswers = 16;

    /// <summary>Null when the connection ended before a byte of the answer came.</summary>
    /// <param name="connection">Begun; given back when the content of the answer ends or is disposed, abandoned when this fails.</param>
    /// <param name="head">Head of the request, and its body where that is small.</param>
    /// <param name="body">What is sent after <paramref name="head"/>.</param>
    public static async ValueTask<HttpResponseMessage?> TryRunAsync(
        UpstreamConnection connection, HttpRequestMessage request, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, int maxHeadBytes,
        CancellationToken cancellationToken)
    {
        try
        {
            var isSent = await TrySendAsync(connection, head, body, cancellationToken);
            if (!await connection.ReceiveFirstAsync())
            {
                connection.Abandon();
                return null;
            }

            return await ReadAsync(connection, request, isSent, maxHeadBytes, cancellationToken);
        }
        catch (SocketException exception)
        {
            connection.Abandon();
            throw InvalidAnswer.Ended(exception);
        }
        catch
        {
            connection.Abandon();
            throw;
        }
    }

    /// <summary>A server may answer, and close, before it has read a body that it does not want: then its answer counts.</summary>
    private static async ValueTask<bool> TrySendAsync(
        UpstreamConnection connection, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(head, cancellationToken);
            await connection.SendAsync(body, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async ValueTask<HttpResponseMessage> ReadAsync(
        UpstreamConnection connection, HttpRequestMessage request, bool isSent, int maxHeadBytes, CancellationToken cancellationToken)
    {
        var scanned = 0;
        for (var interim = 0; interim <= MaxInterimAnswers;)
        {
            var end = HeadEnd.Find(connection.Unread, ref scanned);
            if (end > maxHeadBytes || connection.Unread.Length > maxHeadBytes && end < 0)
            {
                throw InvalidAnswer.Because("its headers are too large.");
            }

            if (end < 0)
            {
                if (!await connection.FillAsync(cancellationToken))
                {
                    throw InvalidAnswer.Ended();
                }

                continue;
            }

            if (TryReadHead(connection, request, end, isSent) is { } answer)
            {
                return answer;
            }

            interim++;
            scanned = 0;
        }

        throw InvalidAnswer.Because("the interim answers do not end.");
    }

    /// <summary>Null for an interim answer.</summary>
    private static HttpResponseMessage? TryReadHead(UpstreamConnection connection, HttpRequestMessage request, int end, bool isSent)
    {
        var content = new AnswerContent();
        var answer = new HttpResponseMessage { Content = content, RequestMessage = request };
        var head = AnswerHeadReader.Read(connection.Unread[..end], request.Method == HttpMethod.Head, answer);
        connection.Consume(end);
        if (head.IsInterim)
        {
            return null;
        }

        head = head with { KeepsConnection = head.KeepsConnection && isSent };
        connection.IsReused = true;
        connection.AnnouncedIdleTime = head.IdleTimeout;
        if (head.Framing == Framing.None)
        {
            connection.Finish(head.KeepsConnection);
        }
        else
        {
            content.Stream = new AnswerStream(connection, head);
        }

        return answer;
    }
}
