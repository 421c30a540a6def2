using AgentSupport;

namespace FlightBooking;

/// <summary>An agent that sells seats of a small timetable which it makes up, the same for everybody.</summary>
public static class FlightBookingApp
{
    public static WebApplication Build(string[] args, Action<ILoggingBuilder>? logging = null) => AgentHost.Build(
        args, "http://127.0.0.1:8101", "/flight-booking",
        static parts => new FlightAgent(new(parts.Time), new(parts.Model), parts.Time), logging);
}
