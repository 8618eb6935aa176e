using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="To">A person, a team or a system: 1 to 200 characters.</param>
/// <param name="Note">Up to 2,000 characters.</param>
/// <param name="OwnerId">Who of the tenant answers for it there.</param>
/// <param name="DueAt">When they are to be done: the hand-over's own clock.</param>
internal sealed record DeriveRequest(string To, string? Note = null, UserId? OwnerId = null, DateTimeOffset? DueAt = null)
{
    /// <summary>What is wrong with it.</summary>
    /// <param name="within">What stands before its members' names.</param>
    public Problem? Check(string within) =>
        TicketText.Line(To, $"{within}to", TicketText.MaxRecipient) ?? TicketText.Lines(Note, $"{within}note", 0, TicketText.MaxNote);
}

/// <summary>Hands tickets on: to the first, or from one to the next.</summary>
internal sealed class HandingOn(TicketsDb db, TicketBook book, IUsers users, TimeProvider time)
{
    /// <summary>Hands a ticket on that nobody has.</summary>
    public Task<Result<Ticket>> Derive(OpContext op, TicketId id, DeriveRequest request, CancellationToken ct) => Hand(op, id, request, mayPassOn: false, ct);

    /// <summary>Hands a ticket on, whoever has it.</summary>
    public Task<Result<Ticket>> PassOn(OpContext op, TicketId id, DeriveRequest request, CancellationToken ct) => Hand(op, id, request, mayPassOn: true, ct);

    private async Task<Result<Ticket>> Hand(OpContext op, TicketId id, DeriveRequest request, bool mayPassOn, CancellationToken ct)
    {
        var stranger = request.OwnerId is { } owner && !await users.Has(op, owner, ct);
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        if (stranger)
        {
            return TicketsProblems.UnknownOwner;
        }

        var now = time.GetUtcNow();
        var handed = mayPassOn && before.Execution == TicketExecution.Derived ? before.PassOn(request.To, request.Note) : before.Derive(request.To, request.Note, now);
        if (!handed.Succeeded)
        {
            return handed;
        }

        await book.HandOn(change, before, handed.Value, new HandOver(Id.New<HandOverId>(time), id, request.To.Trim(), TicketActor.Of(op.Principal), now)
        {
            OwnerId = request.OwnerId,
            Note = request.Note?.Trim(),
            DueAt = request.DueAt,
        }, ct);
        return await change.Commit(handed.Value, ct);
    }
}
