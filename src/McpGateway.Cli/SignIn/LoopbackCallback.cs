using System.Net;
using System.Net.Sockets;
using System.Text;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.SignIn;

/// <summary>What a request to the callback is worth.</summary>
/// <param name="IsOurs">Whether it answers the sign-in that is waited for.</param>
/// <param name="Problem">Why there is no code; null when there is.</param>
internal sealed record CallbackVerdict(bool IsOurs, string? Problem);

/// <summary>
/// Waits on a loopback port for the browser to come back. One request line is all that is read: a server would cost more time than the
/// whole command.
/// </summary>
internal sealed class LoopbackCallback : IDisposable
{
    private const int MaxRequest = 16 * 1024;
    private const string Path = "/callback";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public LoopbackCallback() => _listener.Start();

    public string RedirectUri => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{Path}";

    /// <summary>The parameters of the answer, when <paramref name="judge"/> finds no problem in it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> WaitAsync(
        Func<IReadOnlyDictionary<string, string>, CallbackVerdict> judge, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(cancellationToken);
            await using var stream = client.GetStream();
            if (await ReadTargetAsync(stream, cancellationToken) is not { } target
                || !target.StartsWith(Path + "?", StringComparison.Ordinal))
            {
                await AnswerAsync(stream, "404 Not Found", "There is nothing here.", cancellationToken);
                continue;
            }

            var query = QueryOf(target[(Path.Length + 1)..]);
            var verdict = judge(query);
            await AnswerAsync(
                stream,
                verdict.Problem is null ? "200 OK" : "400 Bad Request",
                verdict.Problem is null ? "You are signed in. This page can be closed." : "You are not signed in. " + verdict.Problem,
                cancellationToken);
            if (verdict is { IsOurs: true, Problem: { } problem })
            {
                throw new CommandFailure(ExitCodes.NotSignedIn, problem);
            }

            if (verdict.IsOurs)
            {
                return query;
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>The target of a GET; null for anything else, also for who connects and says nothing.</summary>
    private static async Task<string?> ReadTargetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var buffer = new byte[MaxRequest];
        var length = 0;
        try
        {
            while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), limit.Token);
                if (read == 0)
                {
                    return null;
                }

                length += read;
            }
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        var line = Encoding.ASCII.GetString(buffer, 0, length).Split("\r\n")[0].Split(' ');
        return line is ["GET", var target, ..] ? target : null;
    }

    private static Dictionary<string, string> QueryOf(string text)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            query.TryAdd(Decode(parts[0]), parts.Length > 1 ? Decode(parts[1]) : "");
        }

        return query;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static async Task AnswerAsync(NetworkStream stream, string status, string sentence, CancellationToken cancellationToken)
    {
        var page = $"<!doctype html><meta charset=utf-8><title>mcpgw</title><body style='font:1.2rem system-ui;margin:4rem'>"
            + WebUtility.HtmlEncode(sentence);
        var body = Encoding.UTF8.GetBytes(page);
        var head = $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\n"
            + "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nReferrer-Policy: no-referrer\r\n"
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
            await stream.WriteAsync(body, cancellationToken);
        }
        catch (IOException)
        {
            // Whoever closed the page early has signed in all the same.
        }
    }
}
