using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Turns a draft into writes: judges it, joins it with what is stored, and adds server, secrets and tools to one batch.</summary>
public sealed class ServerRegistrationBuilder(
    ServerRepository repository, ServerCatalog catalog, ServerAuthorization guard, PinSettings pins,
    IEnumerable<IUpstreamAddresses> addresses,
    IEnumerable<BuiltInServer> builtIn, IEnumerable<IPathClaims> claims, IEnumerable<IEnableGuard> enabling,
    TimeProvider time)
{
    /// <summary>How many servers with the same upstream a warning names: an import of thousands must not answer with millions.</summary>
    private const int MaxSharedNamed = 3;

    /// <param name="caller">Who registers or edits; the right to do so was decided before.</param>
    /// <param name="draft">What is stated.</param>
    /// <param name="current">The stored server that the draft changes; null for a new one.</param>
    /// <param name="batch">Receives the writes when there are no problems.</param>
    internal async Task<Result<PlannedServer>> PlanAsync(
        Caller caller, ServerRegistration draft, Document<ServerRecord>? current, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var own = OwnOf(draft, current?.Value);
        if (own is not null)
        {
            draft = BuiltInDraft.Of(draft, own, current?.Value);
        }

        var problems = new List<FieldProblem>(ServerValidator.ProblemsOf(draft, own?.ProxyPassUrl));
        problems.AddRange(ServerExposure.ProblemsOf(draft, current?.Value));
        problems.AddRange(PathProblems(draft, current?.Value));
        problems.AddRange(AddressProblems(draft));
        problems.AddRange(NameProblems(caller, draft));
        if (current is null)
        {
            problems.AddRange(ClaimProblems(draft));
        }

        if (problems.Count > 0)
        {
            return DraftInput.Refuse(draft, problems);
        }

        var key = current?.Key ?? (draft is { IsOtherVersion: true, Version: { } version }
            ? ServerVersions.KeyOf(draft.Path, version) : ServerPath.KeyOf(draft.Path));
        var record = Exposed(
            caller, draft, (current is null ? Create(caller, draft) : Change(current.Value, draft)) with { IsBuiltIn = own is not null });
        record = record with
        {
            IsHeld = ServerAddresses.IsProxied(record)
                && (IsFirstAddress(current?.Value) ? own is null && pins.HoldsNew : record.IsHeld),
        };
        var objection = current is { Value.IsEnabled: false } && record.IsEnabled
            ? await enabling.ObjectionAsync(key, cancellationToken)
            : null;
        record = objection is null ? record : record with { IsEnabled = false };
        var secrets = await repository.FindSecretsAsync(key, cancellationToken);
        var (headers, headerProblems) = HeaderChanges.Join(
            secrets?.Value.Headers ?? [], draft.Headers, current is not null && HeaderChanges.Moves(current.Value, record));
        if (headerProblems.Count > 0)
        {
            return DraftInput.Refuse(draft, headerProblems);
        }

        batch.Put(ServerRepository.Servers, key, record, current?.Version ?? DocumentBatch.Absent);
        if (current is null)
        {
            AssertFree(key, batch);
        }

        if (current is not null && ServerVersions.Of(current.Value) != ServerVersions.Of(record))
        {
            ServerTombstone.Add(current.Value, wasDefault: false, [], time.GetUtcNow(), batch);
        }

        if (current is { Value.IsOtherVersion: false } && !SharesSame(current.Value, record))
        {
            await ShareWithVersionsAsync(record, batch, cancellationToken);
        }

        PutSecrets(batch, key, draft, headers, secrets);
        var tools = await PutToolsAsync(batch, key, draft, cancellationToken);
        IEnumerable<string> warnings = objection is null ? draft.Warnings : draft.Warnings.Append(objection);
        return new PlannedServer(record, current is null, headers, tools, [.. warnings, .. SharedUpstream(caller, record)]);
    }

    /// <summary>
    /// The product's own server that the draft is about, also one that was removed. An operator's own server that has taken its path since
    /// is none.
    /// </summary>
    private BuiltInServer? OwnOf(ServerRegistration draft, ServerRecord? current)
    {
        if (current is { IsBuiltIn: false } || draft.IsOtherVersion)
        {
            return null;
        }

        var key = ServerPath.KeyOf(draft.Path);
        var own = builtIn.FirstOrDefault(server => ServerPath.KeyOf(server.Path) == key);

        // One that came with another version of the product stays as it is.
        return own ?? (current is null ? null : new(current.Path, current.ServerName, current.Description, current.ProxyPassUrl!)
        {
            Tags = current.Tags,
            License = current.License,
        });
    }

    /// <summary>
    /// A path that people, or a server that compares without case, take for a built-in server's. One that is registered already stays. A
    /// source's item gets not even the path itself: an administrator who removed the server there decides what comes back.
    /// </summary>
    private IEnumerable<FieldProblem> PathProblems(ServerRegistration draft, ServerRecord? current)
    {
        var key = ServerPath.KeyOf(draft.Path);
        foreach (var own in current is null ? builtIn.Select(static server => ServerPath.KeyOf(server.Path)) : [])
        {
            if (RoutePath.AreLookAlikes(key, own))
            {
                yield return new("path", $"Path can be taken for '{own}', a server that comes with the gateway");
            }
            else if (key == own && draft.Origin is not null)
            {
                yield return new("path", $"Path is kept for '{own}', a server that comes with the gateway");
            }
        }
    }

    /// <summary>Whoever makes a server private that nobody is known to own does not lose it by that.</summary>
    private static ServerRecord Exposed(Caller caller, ServerRegistration draft, ServerRecord record)
    {
        var visibility = draft.Visibility is { } stated ? ItemVisibility.Parse(stated)! : record.Visibility;
        return record with
        {
            Visibility = visibility,
            AllowedGroups = draft.AllowedGroups ?? record.AllowedGroups,
            OwnerSubject = record.OwnerSubject ?? (visibility == record.Visibility ? null : caller.Subject),
        };
    }

    private static bool SharesSame(ServerRecord before, ServerRecord after) =>
        before.ServerName == after.ServerName && before.Visibility == after.Visibility && before.OwnerSubject == after.OwnerSubject
        && before.AllowedGroups.SequenceEqual(after.AllowedGroups);

    /// <summary>
    /// Permissions may name a server by its display name, which is therefore one for all of its versions, and so is who sees it.
    /// </summary>
    private async Task ShareWithVersionsAsync(ServerRecord server, DocumentBatch batch, CancellationToken cancellationToken)
    {
        foreach (var entry in catalog.VersionsOf(server.Key))
        {
            if (await repository.FindAsync(entry.Server.Key, cancellationToken) is { } version)
            {
                batch.Put(ServerRepository.Servers, version.Key, version.Value.SharingWith(server), version.Version);
            }
        }
    }

    private static void PutSecrets(
        DocumentBatch batch, string key, ServerRegistration draft, IReadOnlyList<ServerHeader> headers,
        Document<ServerSecretsRecord>? stored)
    {
        if (draft.Headers is null)
        {
            return;
        }

        if (headers.Count > 0)
        {
            batch.Put(ServerRepository.Secrets, key, new() { Headers = headers }, stored?.Version ?? DocumentBatch.Absent);
        }
        else if (stored is not null)
        {
            batch.Delete(ServerRepository.Secrets, key, stored.Version);
        }
    }

    private async Task<ServerToolsRecord?> PutToolsAsync(
        DocumentBatch batch, string key, ServerRegistration draft, CancellationToken cancellationToken)
    {
        var stored = await repository.FindToolsAsync(key, cancellationToken);
        if (draft.Tools is null)
        {
            return stored?.Value;
        }

        // What an operator states is what the operator approves; what discovery finds later is compared with it.
        var stated = (stored?.Value ?? new() { Tools = [], DiscoveredAt = time.GetUtcNow() }) with
        {
            Tools = [.. draft.Tools.Select(ToolDefinition.Approve)],
            IsImported = draft is { AreToolsListed: true, Tools.Count: > 0 } && stored?.Value.HasListed != true,
        };
        batch.Put(ServerRepository.Tools, key, stated, stored?.Version ?? DocumentBatch.Absent);
        return stated;
    }

    private ServerRecord Create(Caller caller, ServerRegistration draft)
    {
        var now = time.GetUtcNow();
        return Apply(
            new()
            {
                ServerName = draft.Name,
                Description = draft.Description,
                Path = draft.Path,
                RegisteredBy = caller.UserName,
                OwnerSubject = draft.IsOtherVersion ? draft.Owner : caller.Subject,
                RegisteredAt = draft.RegisteredAt ?? now,
                Version = draft.Version,
                IsOtherVersion = draft.IsOtherVersion,
                UpdatedAt = now,
            },
            draft);
    }

    private ServerRecord Change(ServerRecord current, ServerRegistration draft) => Apply(current, draft) with
    {
        UpdatedAt = time.GetUtcNow(),
    };

    private static ServerRecord Apply(ServerRecord onto, ServerRegistration draft) => onto with
    {
        ServerName = onto.IsOtherVersion ? onto.ServerName : draft.Name,
        Description = draft.Description,
        Path = draft.Path,
        ProxyPassUrl = draft.ProxyPassUrl,
        Tags = draft.Tags,
        IsPython = draft.IsPython,
        License = draft.License,
        SupportedTransports = draft.SupportedTransports,
        AuthType = draft.AuthType,
        AuthProvider = Optional(draft.AuthProvider, onto.AuthProvider),
        McpEndpoint = Optional(draft.McpEndpoint, onto.McpEndpoint),
        SseEndpoint = Optional(draft.SseEndpoint, onto.SseEndpoint),
        Transport = Optional(draft.Transport, onto.Transport),
        PinMode = Optional(draft.PinMode, onto.PinMode),
        NewDefinitions = Optional(draft.NewDefinitions, onto.NewDefinitions),
        RecordsArguments = draft.RecordsArguments ?? onto.RecordsArguments,
        IsEnabled = draft.IsEnabled ?? onto.IsEnabled,
        Ratings = draft.Ratings ?? onto.Ratings,
        StatedTools = draft.StatedTools,
        StatedStars = draft.StatedStars,
        Meta = draft.Meta ?? onto.Meta,
        Origin = draft.Origin ?? onto.Origin,
        Version = onto.IsOtherVersion ? onto.Version : draft.Version ?? onto.Version,
    };

    /// <summary>A server that could not be called has offered nothing yet, however long it has been registered.</summary>
    private static bool IsFirstAddress(ServerRecord? current) => current is null || !ServerAddresses.IsProxied(current);

    private static string? Optional(string? stated, string? stored) => stated switch
    {
        null => stored,
        "" => null,
        _ => stated,
    };

    /// <summary>
    /// Refuses upstream addresses that the outbound guard would refuse at every call, so that whoever registers can correct them.
    /// </summary>
    private IEnumerable<FieldProblem> AddressProblems(ServerRegistration draft) =>
        from stated in (IEnumerable<(string Field, string? Url)>)
        [
            ("proxy_pass_url", draft.ProxyPassUrl), ("mcp_endpoint", draft.McpEndpoint), ("sse_endpoint", draft.SseEndpoint),
        ]
        where Uri.TryCreate(stated.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        let uri = new Uri(stated.Url)
        from rule in addresses
        let problem = rule.Problem(uri)
        where problem is not null
        select new FieldProblem(stated.Field, problem);

    /// <summary>
    /// A display name counts as a name of the server in permissions: only an administrator may choose one that is another server's path.
    /// </summary>
    private IEnumerable<FieldProblem> NameProblems(Caller caller, ServerRegistration draft)
    {
        var named = ServerPath.KeyOf(draft.Name);
        if (!caller.Permissions.IsAdmin && named != ServerPath.KeyOf(draft.Path) && catalog.Current.ContainsKey(named))
        {
            yield return new("name", "Another server is registered under this name: choose a name of its own");
        }
    }

    private IEnumerable<FieldProblem> ClaimProblems(ServerRegistration draft) =>
        claims.Select(claim => claim.ProblemOf(ServerPath.KeyOf(draft.Path))).OfType<string>()
            .Select(static problem => new FieldProblem("path", problem));

    private void AssertFree(string key, DocumentBatch batch)
    {
        foreach (var claim in claims)
        {
            claim.AssertFree(key, batch);
        }
    }

    private IEnumerable<string> SharedUpstream(Caller caller, ServerRecord record)
    {
        // Nobody reads warnings about what a source brings by the thousand.
        if (record.ProxyPassUrl is null || record.Origin is not null)
        {
            return [];
        }

        var address = ServerUrl.ForComparison(record.ProxyPassUrl);
        return catalog.Current.Values
            .Select(entry => entry.Server)
            .Where(other => other.Key != ServerVersions.PathOf(record.Key) && other.ProxyPassUrl is { } url
                && ServerUrl.ForComparison(url) == address && guard.MayUse(caller, other))
            .Take(MaxSharedNamed)
            .Select(other => $"The server at '{other.Path}' has the same upstream URL");
    }
}

/// <summary>A server as it will be once the batch is committed.</summary>
internal sealed record PlannedServer(
    ServerRecord Server, bool IsNew, IReadOnlyList<ServerHeader> Headers, ServerToolsRecord? Tools, IReadOnlyList<string> Warnings);
