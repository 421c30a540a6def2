using LegacySseServer;

// dotnet run --project samples/LegacySseServer -- --urls http://127.0.0.1:3002      MCP endpoint: /sse
await LegacySseApp.Build(args).RunAsync();
