import { Dialog } from "../../components/dialog";
import { t } from "../../i18n";
import { CopyField } from "../copy_field";
import type { Invitation } from "./resources";

interface InvitationDialogProps {
  name: string;
  invitation: Invitation;
  onClose: () => void;
}

/** A person's new link, to pass on by hand where mail does not reach. */
export const InvitationDialog = ({ name, invitation, onClose }: InvitationDialogProps) => (
  <Dialog
    title={t("manage.invitation", { name })}
    confirm={t("manage.done")}
    isNotice
    onConfirm={onClose}
    onClose={onClose}
  >
    <div class="stack">
      <p>{t(invitation.mailed ? "manage.invitation_mailed" : "manage.invitation_not_mailed")}</p>
      <CopyField label={t("manage.invitation_link")} value={invitation.join_link} />
    </div>
  </Dialog>
);
