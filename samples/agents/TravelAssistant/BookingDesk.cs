using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSupport.A2a;
using AgentSupport.Gateway;
using AgentSupport.Trips;

namespace TravelAssistant;

/// <summary>Finds an agent for flights at the gateway, and asks it through the gateway with the assistant's own token.</summary>
internal sealed class BookingDesk(GatewayClient? gateway)
{
    public const string BookSkill = "book-flight";
    public const string SearchSkill = "search-flights";

    private static readonly DeskAnswer NoGateway = new(
        DeskAnswerKind.Refusal, "I am not connected to a gateway: GATEWAY_URL, CLIENT_ID and CLIENT_SECRET have to be set where I run.");

    /// <summary>Asks for a trip, or goes on with the booking that is open. What the other agent reports is reported on.</summary>
    public async Task<DeskAnswer> AskAsync(
        Turn turn, TripMemory memory, string skill, string text, Trip trip, CancellationToken cancellationToken)
    {
        if (gateway is null)
        {
            return NoGateway;
        }

        // A booking that waits for names is not gone on with by a search.
        var open = skill == BookSkill ? memory.Booking : null;
        try
        {
            var (path, asked) = open is null ? await FindAsync(turn, gateway, skill, cancellationToken) : (open.Path, open.Skill);
            if (path is null)
            {
                return new(
                    DeskAnswerKind.Refusal,
                    $"The gateway shows me no agent with the skill '{skill}'. Its administrator can let me see one (list_agents), "
                        + "or one has to be registered and switched on.");
            }

            var message = Message.Of(Message.User, text, A2aJson.Element(trip)) with
            {
                TaskId = open?.TaskId,
                Metadata = A2aJson.Element(new JsonObject { ["skillId"] = asked }),
            };
            return await ConverseAsync(turn, memory, gateway, new(path, "", asked), message, cancellationToken);
        }
        catch (A2aException refusal)
        {
            return new(DeskAnswerKind.Refusal, WordsFor(refusal, skill));
        }
        catch (GatewayException refusal)
        {
            return new(DeskAnswerKind.Refusal, refusal.Message);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException)
        {
            return new(DeskAnswerKind.Refusal, "The connection through the gateway broke off. Please try again later.");
        }
    }

    /// <summary>Has the other agent give up too.</summary>
    public async Task CancelAsync(OpenBooking booking, CancellationToken cancellationToken)
    {
        try
        {
            await gateway!.CancelAsync(booking.Path, booking.TaskId, cancellationToken);
        }
        catch (Exception fault) when (fault is A2aException or GatewayException or HttpRequestException)
        {
            // It has ended already, or its hold will end by itself.
        }
    }

    /// <summary>The best agent, and the id that the skill has there.</summary>
    private static async Task<(string? Path, string Skill)> FindAsync(
        Turn turn, GatewayClient gateway, string skill, CancellationToken cancellationToken)
    {
        turn.Report($"Asking the gateway for an agent with the skill '{skill}'.");
        var found = await gateway.FindBySkillAsync(skill, cancellationToken) is [var best, ..] ? best : null;
        var id = skill;
        if (found is null)
        {
            // Others may call the skill otherwise: "reserve-flight" is not found so, "flight-booking" or "bookFlight" is.
            var fitting = (await gateway.FindAsync($"{skill.Replace('-', ' ')} for travellers", cancellationToken))
                .SelectMany(static agent => agent.Skills.Select(item => (Agent: agent, Skill: item)))
                .FirstOrDefault(item => Fits(item.Skill, skill));
            (found, id) = (fitting.Agent, fitting.Skill.Id);
        }

        if (found is null)
        {
            return (null, skill);
        }

        turn.Report($"Found '{found.Name}' at {found.Path}. Asking it through the gateway.");
        return (found.Path, id);
    }

    /// <summary>Whether a skill is about the same deed and the same thing.</summary>
    private static bool Fits((string Id, string Name) skill, string wanted) => wanted.Split('-').All(word =>
        $"{skill.Id} {skill.Name}".Contains(word.TrimEnd('s'), StringComparison.OrdinalIgnoreCase));

    private static async Task<DeskAnswer> ConverseAsync(
        Turn turn, TripMemory memory, GatewayClient gateway, OpenBooking agent, Message message, CancellationToken cancellationToken)
    {
        AgentTaskStatus? last = null;
        await foreach (var item in gateway.StreamAsync(agent.Path, message, cancellationToken))
        {
            if ((item.Task?.Id ?? item.StatusUpdate?.TaskId) is { Length: > 0 } task)
            {
                memory.Booking = agent with { TaskId = task };
            }

            if (item.ArtifactUpdate is { Artifact: { Parts: { } parts } artifact })
            {
                turn.Produce(
                    artifact.Name ?? "result", Message.TextOf(parts),
                    parts.FirstOrDefault(static part => part.Data is not null)?.Data ?? A2aJson.Element(new { }));
            }

            last = item.StatusUpdate?.Status ?? item.Task?.Status ?? last;
            if (item.StatusUpdate?.Status is { State: TaskStates.Working, Message: { } progress })
            {
                turn.Report(Message.TextOf(progress.Parts));
            }
        }

        var text = Message.TextOf(last?.Message?.Parts);
        if (last is not { State: TaskStates.InputRequired })
        {
            memory.Booking = null;
        }

        return last?.State switch
        {
            TaskStates.Completed => new(DeskAnswerKind.Done, text),
            TaskStates.InputRequired => new(DeskAnswerKind.Question, text),
            TaskStates.Rejected or TaskStates.Failed => new(DeskAnswerKind.Refusal, $"The booking agent says: {text}"),
            TaskStates.Canceled => new(DeskAnswerKind.Refusal, "The booking was cancelled."),
            _ => new(DeskAnswerKind.Refusal, "The booking agent stopped in the middle. Please try again later."),
        };
    }

    private static string WordsFor(A2aException refusal, string skill) => refusal.HttpStatus switch
    {
        401 => "The gateway no longer knows my account.",
        403 => $"The gateway does not let me use the skill '{skill}' of the booking agent. Its administrator can give my group a rule "
            + $"for it. The gateway's words: {refusal.Message}",
        404 => "The booking agent is not there for me any more.",
        >= 500 => "The booking agent cannot be reached at the moment. Please try again later.",
        _ => $"The booking agent did not take my request: {refusal.Message}",
    };
}
