namespace EverythingServer;

/// <summary>
/// A server that shows what MCP over Streamable HTTP can do: progress, structured content, errors, long work, many pages of tools.
/// </summary>
public static class EverythingApp
{
    /// <param name="args">Command line; settings come from it and from environment variables.</param>
    /// <param name="logging">Changes where it logs to, which is the console when left out.</param>
    public static WebApplication Build(string[] args, Action<ILoggingBuilder>? logging = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        logging?.Invoke(builder.Logging);
        var app = builder.Build();
        var endpoint = new McpEndpoint(new EverythingTools(TimeProvider.System).Describe, app.Lifetime.ApplicationStopping);
        app.MapPost("/mcp", endpoint.PostAsync);
        app.MapGet("/mcp", endpoint.GetAsync);
        app.MapDelete("/mcp", endpoint.DeleteAsync);
        return app;
    }
}
