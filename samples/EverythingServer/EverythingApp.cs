namespace EverythingServer;

/// <summary>
/// A server that shows what MCP over Streamable HTTP can do: progress, structured content, errors, long work, many pages of tools.
/// </summary>
public static class EverythingApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var endpoint = new McpEndpoint(new EverythingTools(TimeProvider.System).Describe, app.Lifetime.ApplicationStopping);
        app.MapPost("/mcp", endpoint.PostAsync);
        app.MapGet("/mcp", endpoint.GetAsync);
        app.MapDelete("/mcp", endpoint.DeleteAsync);
        return app;
    }
}
