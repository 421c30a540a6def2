using AgentSupport.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ReferenceAgent.SignIn;

/// <summary>Where the browser comes back to with a code: a page of this machine on a port that is free (RFC 8252 §7.3).</summary>
internal sealed class LoopbackPage : IAsyncDisposable
{
    private const string Callback = "/callback";

    private readonly TaskCompletionSource<string> _code = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;
    private readonly string _state;
    private readonly string _issuer;

    private LoopbackPage(WebApplication app, string state, string issuer) => (_app, _state, _issuer) = (app, state, issuer);

    public Uri Redirect => new(new Uri(_app.Urls.Single()), Callback);

    /// <param name="state">Proof that an answer belongs to this sign-in.</param>
    /// <param name="issuer">Who has to be the one who answers (RFC 9207).</param>
    public static async Task<LoopbackPage> OpenAsync(string state, string issuer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var page = new LoopbackPage(builder.Build(), state, issuer);
        page._app.MapGet(Callback, page.Answer);
        await page._app.StartAsync(cancellationToken);
        return page;
    }

    /// <exception cref="GatewayException">The user or the gateway refused.</exception>
    public Task<string> CodeAsync(CancellationToken cancellationToken) => _code.Task.WaitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Answer(HttpContext context)
    {
        var query = context.Request.Query;
        context.Response.Headers.CacheControl = "no-store";
        if (query["state"] != _state || (query.TryGetValue("iss", out var issuer) && issuer != _issuer))
        {
            return Results.Text("This answer belongs to no sign-in that is waiting.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (query["code"].ToString() is { Length: > 0 } code)
        {
            _code.TrySetResult(code);
            return Results.Text("You are signed in. This page can be closed.");
        }

        _code.TrySetException(new GatewayException($"You are not signed in: the gateway says {query["error"]}.", 0));
        return Results.Text("You are not signed in.", statusCode: StatusCodes.Status400BadRequest);
    }
}
