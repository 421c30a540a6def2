using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.OAuth;

/// <summary>
/// Waits on this machine for the browser to come back from a sign-in. One request line is all that is read: a server would cost more
/// time than the whole command.
/// </summary>
internal sealed class LoopbackCallback : IDisposable
{
    private const int MaxRequest = 16 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<TcpListener> _listeners;
    private readonly Task<TcpClient>?[] _arriving;

    private LoopbackCallback(IReadOnlyList<TcpListener> listeners, Uri redirect)
    {
        (_listeners, Redirect) = (listeners, redirect);
        _arriving = new Task<TcpClient>?[listeners.Count];
    }

    /// <summary>Where the browser is to come back.</summary>
    public Uri Redirect { get; }

    /// <param name="redirect">
    /// A redirect address on this machine, as it is registered; null for a port that is free, where any is taken (RFC 8252 §7.3).
    /// </param>
    /// <exception cref="OAuthFailure">It is not on this machine, or its port is taken.</exception>
    public static LoopbackCallback Listen(Uri? redirect)
    {
        if (redirect is null)
        {
            var any = Started(IPAddress.Loopback, 0);
            return new([any], new($"http://127.0.0.1:{((IPEndPoint)any.LocalEndpoint).Port}/callback"));
        }

        if (redirect.Scheme != Uri.UriSchemeHttp || !redirect.IsLoopback)
        {
            throw new OAuthFailure(
                OAuthFailureKind.Refused,
                $"{redirect} does not lead to this machine: it must begin with http://localhost or http://127.0.0.1");
        }

        // Browsers differ in which address they take for localhost.
        return new(Started(AddressesOf(redirect), redirect.Port), redirect);
    }

    /// <summary>Listens on all of the addresses that this machine has.</summary>
    /// <exception cref="OAuthFailure">It has none of them, or the port is taken on one.</exception>
    internal static IReadOnlyList<TcpListener> Started(IEnumerable<IPAddress> addresses, int port)
    {
        var listeners = new List<TcpListener>();
        SocketException? missing = null;
        foreach (var address in addresses)
        {
            try
            {
                listeners.Add(Started(address, port));
            }
            catch (SocketException absent) when (IsMissing(absent))
            {
                // A machine may have the protocol and no address of it: ::1 is switched off on its own.
                missing = absent;
            }
            catch (SocketException taken)
            {
                listeners.ForEach(static listener => listener.Dispose());
                throw Unusable(port, taken);
            }
        }

        return listeners.Count > 0 || missing is null ? listeners : throw Unusable(port, missing);
    }

    /// <summary>The code of an answer that belongs to <paramref name="state"/>. Others are refused, and waited past.</summary>
    /// <param name="issuer">Of the server that is asked (RFC 9207); null when it is not known.</param>
    /// <exception cref="OAuthFailure">The user or the provider refused.</exception>
    public async Task<string> CodeAsync(string state, string? issuer, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = await AcceptAsync(cancellationToken);
            await using var stream = client.GetStream();
            if (await ReadTargetAsync(stream, cancellationToken) is not { } target
                || !Uri.TryCreate(Redirect, target, out var address) || address.AbsolutePath != Redirect.AbsolutePath)
            {
                await AnswerAsync(stream, "404 Not Found", "There is nothing here.", cancellationToken);
                continue;
            }

            var query = QueryOf(address.Query);
            if (!IsSame(query.GetValueOrDefault("state", ""), state))
            {
                await AnswerAsync(stream, "400 Bad Request", "This answer belongs to no sign-in that is waiting.", cancellationToken);
                continue;
            }

            if (ProblemOf(query, issuer) is { } problem)
            {
                await AnswerAsync(stream, "400 Bad Request", "You are not signed in. " + problem, cancellationToken);
                throw new OAuthFailure(OAuthFailureKind.SignInNeeded, PlainText.Line(problem));
            }

            await AnswerAsync(stream, "200 OK", "You are signed in. This page can be closed.", cancellationToken);
            return query["code"];
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }
    }

    private static IEnumerable<IPAddress> AddressesOf(Uri redirect) => IPAddress.TryParse(redirect.DnsSafeHost, out var stated) ? [stated]
        : Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : [IPAddress.Loopback];

    private static bool IsMissing(SocketException failure) =>
        failure.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;

    private static OAuthFailure Unusable(int port, SocketException cause) =>
        new(OAuthFailureKind.Refused, $"port {port} cannot be listened on: {cause.Message}", cause);

    private static TcpListener Started(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        listener.Start();
        return listener;
    }

    private static string? ProblemOf(Dictionary<string, string> query, string? issuer)
    {
        if (issuer is not null && query.GetValueOrDefault("iss") is { } from && from != issuer)
        {
            return "The answer comes from another authorization server.";
        }

        return query.GetValueOrDefault("code") is { Length: > 0 } ? null
            : query.GetValueOrDefault("error") is { } error ? $"It was refused: {query.GetValueOrDefault("error_description") ?? error}"
            : "The answer has no code.";
    }

    private static bool IsSame(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private async Task<TcpClient> AcceptAsync(CancellationToken cancellationToken)
    {
        for (var index = 0; index < _arriving.Length; index++)
        {
            _arriving[index] ??= _listeners[index].AcceptTcpClientAsync(cancellationToken).AsTask();
        }

        var first = await Task.WhenAny(_arriving!);
        _arriving[Array.IndexOf(_arriving, first)] = null;
        return await first;
    }

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
        return line is ["GET", ['/', ..] and var target, ..] ? target : null;
    }

    private static Dictionary<string, string> QueryOf(string text)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
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
