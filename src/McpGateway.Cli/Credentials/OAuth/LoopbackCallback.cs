using System.Net;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Credentials.OAuth;

/// <summary>Waits on this machine for the browser to come back from a provider.</summary>
internal sealed class LoopbackCallback : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _path;

    private LoopbackCallback(string path) => _path = path;

    /// <param name="redirect">A redirect address on this machine, as it is registered at the provider.</param>
    /// <exception cref="OAuthFailure">It is not on this machine, or its port is taken.</exception>
    public static LoopbackCallback Listen(Uri redirect)
    {
        if (redirect.Scheme != Uri.UriSchemeHttp || !redirect.IsLoopback)
        {
            throw new OAuthFailure(
                OAuthFailureKind.Refused,
                $"{redirect} does not lead to this machine: it must begin with http://localhost or http://127.0.0.1");
        }

        var callback = new LoopbackCallback(redirect.AbsolutePath);
        callback._listener.Prefixes.Add($"http://{redirect.Host}:{redirect.Port}/");
        try
        {
            callback._listener.Start();
            return callback;
        }
        catch (HttpListenerException taken)
        {
            callback.Dispose();
            throw new OAuthFailure(OAuthFailureKind.Refused, $"port {redirect.Port} cannot be listened on: {taken.Message}", taken);
        }
    }

    /// <summary>The code of an answer that belongs to <paramref name="state"/>. Others are refused, and waited past.</summary>
    /// <exception cref="OAuthFailure">The user or the provider refused.</exception>
    public async Task<string> CodeAsync(string state, CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(_listener.Stop);
        while (true)
        {
            var context = await NextAsync(cancellationToken);
            var query = context.Request.QueryString;
            if (context.Request.Url!.AbsolutePath != _path)
            {
                await AnswerAsync(context, HttpStatusCode.NotFound, "Nothing is here.");
            }
            else if (!IsSame(query["state"] ?? "", state))
            {
                await AnswerAsync(context, HttpStatusCode.BadRequest, "This answer belongs to no sign-in that is waiting.");
            }
            else if (query["code"] is { Length: > 0 } code)
            {
                await AnswerAsync(context, HttpStatusCode.OK, "Signed in. This page can be closed.");
                return code;
            }
            else
            {
                await AnswerAsync(context, HttpStatusCode.BadRequest, "Not signed in. The terminal says why.");
                throw new OAuthFailure(
                    OAuthFailureKind.SignInNeeded, $"consent was refused ({PlainText.Line(query["error"] ?? "no reason given")})");
            }
        }
    }

    public void Dispose() => _listener.Close();

    private async Task<HttpListenerContext> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _listener.GetContextAsync();
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            throw new OperationCanceledException("Stopped waiting.", stopped, cancellationToken);
        }
    }

    private static bool IsSame(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static async Task AnswerAsync(HttpListenerContext context, HttpStatusCode status, string text)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers["Cache-Control"] = "no-store";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        context.Response.Close();
    }
}
