using EverythingServer;

// dotnet run --project samples/EverythingServer -- --urls http://127.0.0.1:3001      MCP endpoint: /mcp
await EverythingApp.Build(args).RunAsync();
