using ServerSupport;

namespace ExampleServer;

/// <summary>The smallest of the sample servers: three tools that need nothing.</summary>
public static class ExampleApp
{
    public static WebApplication Build(string[] args, Action<ILoggingBuilder>? logging = null) =>
        SampleHost.Build(args, "http://127.0.0.1:9000", static _ => Create(), logging);

    /// <summary>The server without a host.</summary>
    public static SampleServer Create() => new()
    {
        Name = "example-server",
        Title = "Example Server",
        Instructions = "Three small tools to try a client, or a registration, with.",
        Tools = ExampleTools.All,
    };
}
