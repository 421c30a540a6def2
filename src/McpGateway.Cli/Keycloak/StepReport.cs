using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Keycloak;

/// <summary>Tells step by step what is done, or all of it as JSON at the end.</summary>
internal sealed class StepReport(Output output)
{
    private readonly JsonArray _steps = [];

    public void Add(RealmStep step)
    {
        _steps.Add((JsonNode)new JsonObject { ["kind"] = step.Kind, ["name"] = step.Name, ["result"] = step.ChangeText });
        if (!output.IsJson)
        {
            output.Line($"{step.Kind} {step.Name}: {step.ChangeText}");
        }
    }

    /// <param name="directory">Where files were put.</param>
    /// <param name="files">Their names.</param>
    public void End(string directory, IReadOnlyList<string> files)
    {
        if (output.IsJson)
        {
            output.Json(new JsonObject
            {
                ["steps"] = _steps,
                ["files"] = new JsonArray([.. files.Select(file => (JsonNode)Path.Combine(directory, file))]),
            });
            return;
        }

        foreach (var file in files)
        {
            output.Line($"secret: {Path.Combine(directory, file)}");
        }
    }
}
