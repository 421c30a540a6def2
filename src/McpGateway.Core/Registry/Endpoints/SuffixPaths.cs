using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Describes routes that <see cref="SuffixConstraint"/> tells apart under paths of their own: <c>/api/agents/{path}/rating</c>. To the
/// description's generator a constraint is no part of a path, and one of the routes would stand for all.
/// </summary>
internal sealed partial class SuffixPaths : IApiDescriptionProvider
{
    /// <summary>After the framework's, which finds the routes.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var description in context.Results.Where(static description => description.RelativePath is not null))
        {
            var stated = description.ActionDescriptor.EndpointMetadata?.OfType<DescribedSuffix>().LastOrDefault()?.Suffix ?? "$2";
            description.RelativePath = Suffix().Replace(description.RelativePath!, "{$1}/" + stated);
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    [GeneratedRegex(@"\{\*\*(\w+):" + SuffixConstraint.Name + @"\(([^()]+)\)\}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}

/// <summary>Endpoint metadata: what follows the path, where that is more than the segment which the route goes by.</summary>
internal sealed record DescribedSuffix(string Suffix);
