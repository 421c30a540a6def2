namespace McpGateway.Host.Connections;

/// <summary>
/// Tells the connection when a request is served that reads from it all the time: it would pass for one that waits for its client.
/// </summary>
internal sealed class StandingUses : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static next => context => Reads(context) && context.Features.Get<ClientConnection>() is { } connection
            ? ServeAsync(next, context, connection)
            : next(context));
        next(app);
    };

    private static bool Reads(HttpContext context) =>
        context.Request.Headers.Upgrade.Count > 0 || !HttpProtocol.IsHttp11(context.Request.Protocol);

    private static async Task ServeAsync(RequestDelegate next, HttpContext context, ClientConnection connection)
    {
        connection.Enter();
        try
        {
            await next(context);
        }
        finally
        {
            connection.Leave();
        }
    }
}
