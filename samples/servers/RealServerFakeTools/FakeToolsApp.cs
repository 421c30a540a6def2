using RealServerFakeTools.Tools;
using ServerSupport;

namespace RealServerFakeTools;

/// <summary>A real server with made-up tools: every kind of argument, and results that look like some.</summary>
public static class FakeToolsApp
{
    private const string Tools = """
        quantum_flux_analyzer, neural_pattern_synthesizer, hyper_dimensional_mapper, temporal_anomaly_detector, user_profile_analyzer and
        synthetic_data_generator take numbers, lists, objects and free schemas. Their results are made up, the same for the same arguments.
        """;

    public static WebApplication Build(string[] args, Action<ILoggingBuilder>? logging = null) =>
        SampleHost.Build(args, "http://127.0.0.1:8002", static _ => Create(TimeProvider.System), logging);

    /// <summary>The server without a host.</summary>
    public static SampleServer Create(TimeProvider time)
    {
        var tools = FakeTools.All(time);
        return new()
        {
            Name = "realserverfaketools",
            Title = "Real Server Fake Tools",
            Instructions = "Tools with interesting names and made-up results, to try arguments of every kind with.",
            Tools = tools,
            Prompts =
            [
                SampleTexts.SystemPrompt(
                    "A system prompt for an agent that uses the fake tools.", "task_description", "What the agent is to do.",
                    static task => $"You use the tools of the server realserverfaketools. Their results are made up. Your task: {task}"),
            ],
            Resources =
            [
                SampleTexts.Config("results=made-up"),
                SampleTexts.Resource("docs://tools", "tools", "What the tools are.", Tools),
            ],
        };
    }
}
