using System.Security.Cryptography;
using McpGateway.Foundation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace McpGateway.Web.Shell;

/// <summary>
/// Shows something else where a page broke, and writes the exception to the log under the reference that the page shows. Nothing else of it
/// leaves the process.
/// </summary>
public sealed partial class PageBoundary : ErrorBoundary
{
    /// <summary>Of the failure that is shown.</summary>
    public string Reference { get; private set; } = "";

    [Inject]
    private ILoggerFactory Logs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override Task OnErrorAsync(Exception exception)
    {
        var logger = Logs.CreateLogger<PageBoundary>();
        Reference = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        LogBroken(logger, LogText.Clean(new Uri(Navigation.Uri).AbsolutePath), Reference, exception);
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 18040, Level = LogLevel.Error, Message = "The page {Path} broke (reference {Reference}).")]
    private static partial void LogBroken(ILogger logger, string path, string reference, Exception failure);
}
