namespace McpGateway.Foundation;

/// <summary>Where the authentication schemes leave the caller and endpoints find it. Nothing else carries identity.</summary>
public static class CallerFeature
{
    public static void SetCaller(this HttpContext context, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(caller);
        context.Features.Set(caller);
    }

    /// <summary>The authenticated caller, or null on an endpoint that also serves anonymous callers.</summary>
    public static Caller? FindCaller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Caller>();
    }

    /// <summary>The authenticated caller.</summary>
    /// <exception cref="InvalidOperationException">The endpoint was mapped without authentication: a bug, never the client's
    /// fault.</exception>
    public static Caller GetCaller(this HttpContext context) =>
        context.FindCaller() ?? throw new InvalidOperationException("This endpoint needs a caller, but the request was not authenticated.");
}
