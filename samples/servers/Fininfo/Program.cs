using Fininfo;

// dotnet run --project samples/servers/Fininfo      MCP endpoint: http://127.0.0.1:8001/mcp
await FininfoApp.Build(args).RunAsync();
