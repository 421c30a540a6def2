using TravelAssistant;

// dotnet run --project samples/agents/TravelAssistant      A2A endpoint: http://127.0.0.1:8102/a2a
await TravelAssistantApp.Build(args).RunAsync();
