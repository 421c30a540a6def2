using AgentSupport;

namespace TravelAssistant;

/// <summary>An agent that plans trips, and has the flights booked by another agent that it finds at the gateway.</summary>
public static class TravelAssistantApp
{
    public static WebApplication Build(string[] args, Action<ILoggingBuilder>? logging = null) => AgentHost.Build(
        args, "http://127.0.0.1:8102", "/travel-assistant",
        static parts =>
        {
            var desk = new BookingDesk(parts.Gateway);
            return new TravelAgent(desk, parts.Model is { } model ? new ModelPlanner(model, desk, parts.Time) : new RulePlanner(desk));
        },
        logging);
}
