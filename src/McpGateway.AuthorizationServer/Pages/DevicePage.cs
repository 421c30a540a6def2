using McpGateway.Foundation.Pages;

namespace McpGateway.AuthorizationServer.Pages;

/// <summary>Asks for the code that a device shows (RFC 8628 §3.3).</summary>
internal static class DevicePage
{
    /// <param name="typed">What the field holds: a code from the address, or what was entered and is not right, so that one letter can be
    /// mended.</param>
    public static IResult Show(HttpContext context, string? typed, string? problem, int status = StatusCodes.Status200OK) =>
        (StandalonePage.Of<DeviceBody>(
            "Connect a device", (nameof(DeviceBody.Typed), typed), (nameof(DeviceBody.Problem), problem)) with
        { Status = status })
            .Answer(context);
}
