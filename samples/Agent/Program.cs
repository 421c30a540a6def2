using Microsoft.Extensions.Configuration;
using ReferenceAgent;

// dotnet run --project samples/Agent -- --user-query "What time is it in Tokyo?"
var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
return await AgentCommand.RunAsync(args, new(Console.In, Console.Out, Console.Error), environment, TimeProvider.System);
