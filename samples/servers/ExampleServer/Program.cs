using ExampleServer;

// dotnet run --project samples/servers/ExampleServer      MCP endpoint: http://127.0.0.1:9000/mcp
await ExampleApp.Build(args).RunAsync();
