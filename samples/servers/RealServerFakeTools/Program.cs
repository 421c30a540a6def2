using RealServerFakeTools;

// dotnet run --project samples/servers/RealServerFakeTools      MCP endpoint: http://127.0.0.1:8002/mcp
await FakeToolsApp.Build(args).RunAsync();
