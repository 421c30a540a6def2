using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Writes servers in the form of the contract.</summary>
internal static class ServerResponseMapper
{
    public static ServerListItem ListItem(ServerView view) => new()
    {
        DisplayName = view.Server.ServerName,
        Path = view.Server.Path,
        Description = view.Server.Description,
        ProxyPassUrl = Url(view, view.Server.ProxyPassUrl),
        IsEnabled = view.Server.IsEnabled,
        IsHeld = view.IsHeld,
        Tags = view.Server.Tags,
        NumTools = view.Tools,
        NumStars = view.Server.Stars,
        IsPython = view.Server.IsPython,
        License = view.Server.License,
        HealthStatus = HealthMessages.Normalise(view.Health.Status),
        LastCheckedIso = WireTime.WithOffset(view.Health.LastChecked),
        SupportedTransports = view.Server.SupportedTransports,
        AuthType = view.Server.AuthType,
        ChangedTools = view.ChangedTools,
        Visibility = view.Server.Visibility == ItemVisibility.Public ? null : view.Server.Visibility,
        Source = view.Server.Origin?.Source,
        IsOrphaned = OrphanOf(view.Server),
    };

    public static ServerDocument Document(ServerDetails details)
    {
        var (view, server) = (details.View, details.View.Server);
        return new()
        {
            ServerName = server.ServerName,
            Description = server.Description,
            Path = server.Path,
            ProxyPassUrl = Url(view, server.ProxyPassUrl),
            Tags = server.Tags,
            NumTools = view.Tools,
            NumStars = server.Stars,
            RatingDetails = server.Ratings.Count > 0 ? Ratings(server) : null,
            IsPython = server.IsPython,
            License = server.License,
            ToolList = [.. details.Tools.Select(tool => ToolOf(tool))],
            SupportedTransports = server.SupportedTransports,
            AuthType = server.AuthType,
            AuthProvider = server.AuthProvider,
            Headers = details.HeaderNames.Count > 0 ? [.. details.HeaderNames.Select(Masked)] : null,
            McpEndpoint = Url(view, server.McpEndpoint),
            SseEndpoint = Url(view, server.SseEndpoint),
            Transport = server.Transport,
            IsEnabled = server.IsEnabled,
            RegisteredAt = WireTime.Naive(server.RegisteredAt),
            UpdatedAt = WireTime.Naive(server.UpdatedAt),
            RegisteredBy = server.RegisteredBy,
            Visibility = server.Visibility,
            AllowedGroups = server.AllowedGroups.Count > 0 ? server.AllowedGroups : null,
            Meta = server.Meta,
        };
    }

    /// <param name="defaultVersion">The server's default version, where it has several.</param>
    public static ServerDetail Detail(ServerDetails details, string gatewayUrl, string? defaultVersion = null)
    {
        var (view, server) = (details.View, details.View.Server);
        return new()
        {
            DisplayName = server.ServerName,
            Path = server.Path,
            Description = server.Description,
            ProxyPassUrl = Url(view, server.ProxyPassUrl),
            IsEnabled = server.IsEnabled,
            IsHeld = view.IsHeld,
            Tags = server.Tags,
            NumTools = view.Tools,
            NumStars = server.Stars,
            IsPython = server.IsPython,
            License = server.License,
            HealthStatus = HealthMessages.Normalise(view.Health.Status),
            HealthDetail = view.Health.Status,
            HealthState = HealthMessages.StateOf(view.Health),
            HealthReason = view.Health.Finding.Reason,
            FinalAddress = Url(view, view.Health.Finding.FinalAddress),
            LastCheckedIso = WireTime.WithOffset(view.Health.LastChecked),
            SupportedTransports = server.SupportedTransports,
            AuthType = server.AuthType,
            AuthProvider = server.AuthProvider,
            McpEndpoint = Url(view, server.McpEndpoint),
            SseEndpoint = Url(view, server.SseEndpoint),
            ChangedTools = view.ChangedTools,
            PinMode = server.PinMode,
            NewDefinitions = server.NewDefinitions,
            EffectivePinMode = details.Rules.Mode,
            RecordArguments = server.RecordsArguments,
            Tools =
            [
                .. details.Withheld.Select(tool => ToolOf(tool) with { Quarantined = true }),
                .. details.Tools.Select(tool => ToolOf(tool)),
            ],
            RatingDetails = Ratings(server),
            HeaderNames = details.HeaderNames,
            Groups = details.Scopes,
            GatewayUrl = gatewayUrl,
            IsBuiltIn = server.IsBuiltIn,
            CanModify = view.MayModify && server.Origin is null,
            RegisteredAt = WireTime.Naive(server.RegisteredAt),
            UpdatedAt = WireTime.Naive(server.UpdatedAt),
            RegisteredBy = server.RegisteredBy,
            Visibility = server.Visibility,
            AllowedGroups = server.AllowedGroups.Count > 0 ? server.AllowedGroups : null,
            Implementation = ImplementationOf(details.Discovered),
            Version = ServerVersions.Of(server),
            DefaultVersion = defaultVersion,
            McpServerVersion = details.Discovered?.ImplementationVersion,
            McpServerVersionPrevious = details.Discovered?.FormerImplementationVersion,
            McpServerVersionUpdatedAt = WireTime.WithOffset(details.Discovered?.ImplementationChangedAt),
            Source = server.Origin?.Source,
            OriginalId = server.Origin?.OriginalId,
            LastSyncedAt = WireTime.WithOffset(server.Origin?.ImportedAt),
            IsOrphaned = OrphanOf(server),
        };
    }

    /// <param name="versions">Every version of one server, the default first.</param>
    public static ServerVersionList Versions(IReadOnlyList<ServerView> versions) => new(
        versions[0].Server.Path,
        ServerVersions.Of(versions[0].Server),
        [
            .. versions.Select(static view => new ServerVersionItem(
                ServerVersions.Of(view.Server), view.Server.Key, Url(view, view.Server.ProxyPassUrl), !view.Server.IsOtherVersion,
                !view.Server.IsOtherVersion, view.Server.IsEnabled, HealthMessages.Normalise(view.Health.Status), view.Tools,
                view.ChangedTools)),
        ]);

    private static bool? OrphanOf(ServerRecord server) => server.Origin?.OrphanedAt is null ? null : true;

    public static InternalListItem InternalItem(ServerDetails details)
    {
        var (view, server) = (details.View, details.View.Server);
        return new()
        {
            ServerName = server.ServerName,
            Path = server.Path,
            Description = server.Description,
            ProxyPassUrl = Url(view, server.ProxyPassUrl),
            IsEnabled = server.IsEnabled,
            Tags = server.Tags,
            NumTools = view.Tools,
            NumStars = server.Stars,
            IsPython = server.IsPython,
            License = server.License,
            HealthStatus = view.Health.Status,
            LastCheckedIso = WireTime.WithOffset(view.Health.LastChecked),
            ToolList = [.. details.Tools.Select(tool => ToolOf(tool))],
        };
    }

    /// <param name="server">Named in the tool where tools of several servers stand together.</param>
    public static Tool ToolOf(ToolRecord tool, ServerRecord? server = null) => new()
    {
        Name = tool.Name,
        Title = tool.Title,
        Description = tool.Description,
        ParsedDescription = ToolDescription.Parse(tool.Description),
        Schema = tool.InputSchema,
        OutputSchema = tool.OutputSchema,
        Annotations = tool.Annotations,
        Changed = tool.HasChanged,
        PinState = StateOf(tool.State),
        DefinitionHash = tool.DefinitionHash,
        ApprovedDefinition = tool.ApprovedDefinition,
        ChangedAt = WireTime.WithOffset(tool.ChangedAt),
        ServerPath = server?.Path,
        ServerName = server?.ServerName,
    };

    private static string? StateOf(PinState state) => state switch
    {
        PinState.Approved => null,
        PinState.Changed => "changed",
        PinState.New => "new",
        PinState.Rejected => "rejected",
    };

    public static HealthEntry Health(ServerView view) =>
        new(view.Health.Status, WireTime.WithOffset(view.Health.LastChecked), view.Tools)
        {
            State = HealthMessages.StateOf(view.Health),
            Reason = view.Health.Finding.Reason,
            FinalAddress = Url(view, view.Health.Finding.FinalAddress),
        };

    public static ServerToggled Toggled(ToggledServer toggled, int tools, string message) => new()
    {
        Message = message,
        ServicePath = toggled.Server.Path,
        Path = toggled.Server.Path,
        NewEnabledState = toggled.Server.IsEnabled,
        IsEnabled = toggled.Server.IsEnabled,
        Status = toggled.Health.Status,
        LastCheckedIso = WireTime.WithOffset(toggled.Health.LastChecked),
        NumTools = tools,
    };

    public static IReadOnlyList<Rating> Ratings(ServerRecord server) =>
        [.. server.Ratings.Select(rating => new Rating(rating.User, rating.Rating))];

    public static IReadOnlyList<string>? Warnings(IReadOnlyList<string> warnings) => warnings.Count > 0 ? warnings : null;

    private static IReadOnlyDictionary<string, string> Masked(string name) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = HeaderValidator.Mask };

    /// <summary>The query of an address may hold a key: only those who may modify the server see it.</summary>
    private static string? Url(ServerView view, string? url) => url is null || view.MayModify ? url : ServerUrl.WithoutQuery(url);

    private static ServerImplementation? ImplementationOf(ServerToolsRecord? found) => found is null
        ? null
        : new(
            found.ImplementationName, found.ImplementationVersion, found.ProtocolVersion, found.Instructions,
            WireTime.WithOffset(found.DiscoveredAt)!);
}
