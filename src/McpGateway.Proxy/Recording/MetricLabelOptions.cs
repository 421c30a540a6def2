using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Recording;

/// <summary>
/// How many names metrics tell apart. A name that comes when all are given away is counted under <c>other</c>; none is given away again
/// before the process starts anew, so that no series breaks off.
/// </summary>
public sealed class MetricLabelOptions
{
    public const string Section = "MetricLabels";

    /// <summary>Servers and agents together. 1 to 10,000.</summary>
    public int Servers { get; set; } = 500;

    /// <summary>Tools, each of its server. 1 to 100,000.</summary>
    public int Tools { get; set; } = 1_000;

    /// <summary>Tools of one server, so that no server takes the names of all others. 1 to 10,000.</summary>
    public int ToolsPerServer { get; set; } = 100;

    /// <summary>Programs that call, by the name that they state of themselves. 1 to 1,000.</summary>
    public int Clients { get; set; } = 50;
}

internal sealed class MetricLabelOptionsValidator : IValidateOptions<MetricLabelOptions>
{
    public ValidateOptionsResult Validate(string? name, MetricLabelOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        Check(nameof(options.Servers), options.Servers, 10_000);
        Check(nameof(options.Tools), options.Tools, 100_000);
        Check(nameof(options.ToolsPerServer), options.ToolsPerServer, 10_000);
        Check(nameof(options.Clients), options.Clients, 1_000);
        return problems.Build();

        void Check(string key, int value, int most)
        {
            if (ProxyOptionsValidator.RangeProblem($"{MetricLabelOptions.Section}:{key}", value, 1, most) is { } problem)
            {
                problems.AddError(problem);
            }
        }
    }
}
